"""Events on an EventBridge bus: the deployment is their source, their type the detail-type, all of each the detail."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3

from csms.domain.events import Event

_ENTRIES = 10
# PutEvents takes 256 KB at once. No event comes near it: no frame has more than 128 KB.
_BYTES = 240_000
_ATTEMPTS = 4
_FIRST_WAIT_S = 0.2


class EventBridgeBus:
    def __init__(self, name: str, source: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._name, self._source, self._sleep = name, source, sleep
        self._client: Any = None

    def put(self, events: list[Event]) -> set[str]:
        failed: set[str] = set()
        for batch in _batches([(event.id, self._entry(event)) for event in events]):
            failed |= self._put(batch)
        return failed

    def _put(self, batch: dict[str, Any]) -> set[str]:
        """EventBridge takes each entry for itself: only those that it did not take are sent again."""
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._sleep(_FIRST_WAIT_S * 2 ** (attempt - 1))
            answered = self._connected().put_events(Entries=list(batch.values()))["Entries"]
            taken = zip(batch.items(), answered, strict=True)
            batch = {event_id: entry for (event_id, entry), answer in taken if "ErrorCode" in answer}
            if not batch:
                break
        return set(batch)

    def _entry(self, event: Event) -> dict[str, Any]:
        return {
            "EventBusName": self._name,
            "Source": self._source,
            "DetailType": event.type,
            "Time": event.occurred_at,
            "Detail": json.dumps(event.to_dict(), separators=(",", ":")),
        }

    def _connected(self) -> Any:
        if self._client is None:
            self._client = boto3.client("events")
        return self._client


def _batches(entries: list[tuple[str, dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    batch: dict[str, Any] = {}
    size = 0
    for event_id, entry in entries:
        length = sum(len(str(value).encode()) for value in entry.values())
        if len(batch) == _ENTRIES or (batch and size + length > _BYTES):
            yield batch
            batch, size = {}, 0
        batch[event_id] = entry
        size += length
    if batch:
        yield batch
