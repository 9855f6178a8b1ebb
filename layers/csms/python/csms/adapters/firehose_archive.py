"""The archive as Firehose streams, one for each kind: JSON lines that end compressed in S3."""

import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import boto3

from csms.domain.archive import ArchiveKind

# PutRecordBatch: 500 records and 4 MiB; a record of ours is at most a frame of 128 KB.
_RECORDS, _BYTES = 500, 4_000_000
_ATTEMPTS = 4
_FIRST_WAIT_S = 0.2


class NotArchivedError(Exception):
    """Some records were not taken; all may be sent again."""


class FirehoseArchive:
    """`streams`: the beginning of their names, before `-sessions` and so on."""

    def __init__(self, streams: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._streams, self._sleep = streams, sleep
        self._client: Any = None

    def put(self, kind: ArchiveKind, records: list[dict[str, Any]]) -> None:
        stream = f"{self._streams}-{kind.replace('_', '-')}"
        for batch in _batches([_line(record) for record in records]):
            self._put(stream, batch)

    def _put(self, stream: str, batch: list[bytes]) -> None:
        """Firehose takes each record for itself: only those that it did not take are sent again."""
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._sleep(_FIRST_WAIT_S * 2 ** (attempt - 1))
            entries = [{"Data": line} for line in batch]
            answers = self._connected().put_record_batch(DeliveryStreamName=stream, Records=entries)["RequestResponses"]
            batch = [line for line, answer in zip(batch, answers, strict=True) if "ErrorCode" in answer]
            if not batch:
                return
        raise NotArchivedError(f"{len(batch)} records")

    def _connected(self) -> Any:
        if self._client is None:
            self._client = boto3.client("firehose")
        return self._client


def _line(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), default=_exact).encode() + b"\n"


def _exact(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _batches(lines: list[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == _RECORDS or size + len(line) > _BYTES):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch
