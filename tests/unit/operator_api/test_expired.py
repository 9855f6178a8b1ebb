"""What has expired is shown no more, though DynamoDB removes it only days later; an erasure finds it all the same."""

import json
from typing import Any

import pytest

from csms.adapters.dynamodb.models import EventItem
from csms.domain.erasures import Pseudonym
from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api

LISTS = [
    "/api/stations/CP-1/commands",
    "/api/stations/CP-1/events",
    "/api/events",
    "/api/security-events",
    "/api/refused-stations",
    "/api/unknown-tokens",
    "/api/exports",
]


@pytest.fixture
def charger(api: Api) -> Charger:
    """Something of each kind."""
    made = api.station(OcppVersion.V16)
    made.ask("SecurityEventNotification", {"type": "TamperDetectionActivated", "timestamp": made.now()})
    made.ask("Authorize", {"idTag": "STRANGER"})
    made.ask("DataTransfer", {"vendorId": "v"})
    api.post("/api/stations/CP-1/calls", {"action": "ClearCache", "payload": {}})
    with pytest.raises(AssertionError):
        api.csms.connect(OcppVersion.V16, "CP-UNKNOWN")
    api.post("/api/exports", {"what": "sessions", "from": "2026-01-01T00:00:00Z"})
    start = {"connectorId": 1, "idTag": "STRANGER", "meterStart": 0, "timestamp": made.now()}
    made.ask("StartTransaction", start)
    api.csms.react()
    return made


def shown(api: Api) -> dict[str, int]:
    return {path: len(api.get(path).body["items"]) for path in LISTS}


def test_what_has_expired_is_in_no_list_and_at_no_address(api: Api, charger: Charger) -> None:
    assert all(shown(api).values()), shown(api)
    [command] = api.get("/api/stations/CP-1/commands").body["items"]
    [export] = api.get("/api/exports").body["items"]
    event = api.get("/api/events").body["items"][0]
    addresses = [f"/api/commands/{command['id']}", f"/api/exports/{export['id']}", f"/api/events/{event['id']}"]
    assert [api.get(path).status for path in addresses] == [200] * 3
    api.csms.forward(days=1200)
    assert not any(shown(api).values()), shown(api)
    assert [api.get(path).status for path in addresses] == [404] * 3
    [session] = api.csms.transactions()
    assert api.get(f"/api/transactions/{session.id}/events").body["items"] == []


def test_an_erasure_reaches_what_nobody_is_shown(api: Api, charger: Charger) -> None:
    api.csms.forward(days=1200)
    pseudonym = Pseudonym("stranger", "erased-1")
    _, cursor = api.csms.ports.traces.rewrite_station("cp-1", pseudonym, None)
    while cursor:
        _, cursor = api.csms.ports.traces.rewrite_station("cp-1", pseudonym, cursor)
    kept: list[dict[str, Any]] = [item.serialize() for item in EventItem.scan()]
    assert len(kept) > 3
    assert "STRANGER" not in json.dumps(kept, default=str)
    assert "erased-1" in json.dumps(kept, default=str)
