"""The streams of moto's tables as one journal, in the order of the writes.

moto notes a new item that an update makes twice, notes what a failed transaction takes back, and notes writes that
change nothing; DynamoDB does none of that.
"""

import base64
import itertools
import json
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import StreamShard

# Who reads a journal reads it more often than that.
_KEPT = 5_000


class Journal:
    """`take` gives every record once, as Lambda would bring it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._records: deque[dict[str, Any]] = deque(maxlen=_KEPT)
        self._numbers = itertools.count(1)
        self._written = self._taken = 0

    def add(self, shard: StreamShard, old: Item | None, new: Item | None) -> None:
        """In place of StreamShard.add."""
        images = {"OldImage": _image(old), "NewImage": _image(new)}
        if images["OldImage"] == images["NewImage"]:
            return
        record = _record(shard.table, images)
        if self._is_second_half_of_an_insert(record):
            self._pop()
        record["dynamodb"] |= {
            "SequenceNumber": f"{next(self._numbers):021d}",
            "ApproximateCreationDateTime": int(self._now().timestamp()),
        }
        self._records.append(record)
        self._written += 1

    def mark(self) -> int:
        return self._written

    def take_back(self, mark: int) -> None:
        while self._written > mark:
            self._pop()

    def take(self) -> list[dict[str, Any]]:
        assert self._written - self._taken == len(self._records), "the journal is read too seldom"
        taken, self._taken = list(self._records), self._written
        self._records.clear()
        return taken

    def _pop(self) -> None:
        self._records.pop()
        self._written -= 1

    def _is_second_half_of_an_insert(self, record: dict[str, Any]) -> bool:
        return bool(self._records) and record["eventName"] == "INSERT" and _place(self._records[-1]) == _place(record)


def _place(record: dict[str, Any]) -> Any:
    return record["eventName"], record["eventSourceARN"], record["dynamodb"]["Keys"]


def _record(table: Any, images: dict[str, Any]) -> dict[str, Any]:
    old, new = images["OldImage"], images["NewImage"]
    names = [name for name in (table.hash_key_attr, table.range_key_attr) if name]
    return {
        "eventName": "INSERT" if old is None else "REMOVE" if new is None else "MODIFY",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": f"{table.table_arn}/stream/2026-03-01T00:00:00.000",
        "dynamodb": {
            "Keys": {name: (new or old)[name] for name in names},
            **{name: image for name, image in images.items() if image is not None},
        },
    }


def _image(item: Item | None) -> Any:
    return None if item is None else json.loads(json.dumps(item.to_json()["Attributes"], default=_plain))


def _plain(value: Any) -> Any:
    return value.to_json() if isinstance(value, DynamoType) else base64.b64encode(value).decode()
