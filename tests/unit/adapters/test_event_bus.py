"""Events on EventBridge: ten at a time, within its size, and only what it did not take is sent again."""

import json
from typing import Any

import pytest

from csms.adapters.event_bus import EventBridgeBus
from csms.domain.events import Event

AT = "2026-03-01T12:00:00.000Z"


def events(count: int, **data: Any) -> list[Event]:
    return [Event(f"e-{n}", "station.online", AT, AT, {"station": "CP-1"}, data) for n in range(count)]


class Client:
    """EventBridge that refuses an event so many times as `refusals` says."""

    def __init__(self, **refusals: int) -> None:
        self.refusals, self.requests = refusals, list[list[Any]]()

    def put_events(self, Entries: list[dict[str, Any]]) -> Any:
        self.requests.append(Entries)
        return {"Entries": [self._answer(json.loads(entry["Detail"])["id"]) for entry in Entries]}

    def _answer(self, event_id: str) -> dict[str, str]:
        name = event_id.replace("-", "_")
        self.refusals[name] = self.refusals.get(name, 0) - 1
        return {"EventId": "x"} if self.refusals[name] < 0 else {"ErrorCode": "ThrottlingException"}


@pytest.fixture
def slept() -> list[float]:
    return []


def bus(client: Client, slept: list[float]) -> EventBridgeBus:
    made = EventBridgeBus("csms", "csms", slept.append)
    made._client = client
    return made


def test_ten_at_a_time(slept: list[float]) -> None:
    client = Client()
    assert bus(client, slept).put(events(23)) == set()
    assert [len(entries) for entries in client.requests] == [10, 10, 3]
    entry = client.requests[0][0]
    assert (entry["EventBusName"], entry["Source"], entry["DetailType"]) == ("csms", "csms", "station.online")
    assert json.loads(entry["Detail"]) == events(1)[0].to_dict()
    assert slept == []


def test_within_the_size_of_a_request(slept: list[float]) -> None:
    client = Client()
    assert bus(client, slept).put(events(5, info="x" * 100_000)) == set()
    assert [len(entries) for entries in client.requests] == [2, 2, 1]


def test_what_was_not_taken_is_sent_again(slept: list[float]) -> None:
    client = Client(e_1=1, e_2=99)
    assert bus(client, slept).put(events(3)) == {"e-2"}
    assert [len(entries) for entries in client.requests] == [3, 2, 1, 1]
    assert slept == [0.2, 0.4, 0.8]
