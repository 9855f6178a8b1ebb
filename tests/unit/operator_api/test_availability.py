"""Outages follow what stations say, and availability is counted from them."""

from typing import Any

import pytest

from csms.adapters.dynamodb.changes import read_change
from csms.adapters.dynamodb.outages import DynamoOutages
from csms.application.react_to_change import ReactorsFailedError, react_to_change
from csms.domain import clock
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from tests.support.usage import stored_usage
from tests.support.world import START, Charger
from tests.unit.operator_api.conftest import Api


def status(charger: Charger, name: str, connector: int = 1, error: str = "NoError") -> None:
    sent = {"connectorId": connector, "status": name, "errorCode": error, "timestamp": charger.now()}
    charger.ask("StatusNotification", sent)


def availability(api: Api) -> Any:
    start, end = "2026-03-01T12:00:00Z", "2026-03-01T22:00:00Z"
    return api.get("/api/analytics/availability/CP-1", **{"from": start, "to": end}).body


@pytest.fixture
def charger(api: Api) -> Charger:
    charger = api.station(OcppVersion.V16, site_id=None)
    for connector in (1, 2):
        status(charger, "Available", connector)
    return charger


def alive(api: Api, charger: Charger, minutes: int) -> None:
    """Heartbeats, as a station sends them."""
    for _ in range(minutes // 5):
        api.csms.forward(minutes=5)
        charger.ask("Heartbeat", {})
    api.csms.forward(minutes=minutes % 5)


def test_a_fault_counts_until_the_connector_is_back(api: Api, charger: Charger) -> None:
    alive(api, charger, 60)
    status(charger, "Faulted", error="GroundFailure")
    alive(api, charger, 30)
    status(charger, "Faulted", error="GroundFailure")
    alive(api, charger, 30)
    status(charger, "Available")
    api.csms.react()
    alive(api, charger, 480)
    body = availability(api)
    first, second = body["connectors"]
    assert (first["known_minutes"], first["outage_minutes"], first["uptime_percent"]) == (600, 60, 90)
    assert (second["outage_minutes"], second["uptime_percent"]) == (0, 100)
    [outage] = body["outages"]
    assert (outage["kind"], outage["error_code"], outage["evse"]) == ("faulted", "GroundFailure", 1)
    assert (outage["began_at"], outage["ended_at"]) == ("2026-03-01T13:00:00.000Z", "2026-03-01T14:00:00.000Z")
    sums = next(sums for key, sums in stored_usage().items() if key.scope == "station#cp-1" and "#1/" in key.period)
    assert (sums["f13"], sums["x13"]) == (1, 3600)


def test_a_record_that_comes_again_opens_nothing_again(api: Api, charger: Charger) -> None:
    status(charger, "Faulted")
    alive(api, charger, 10)
    status(charger, "Available")
    records = api.csms.journal.take()
    for _ in range(2):
        replay(api, records)
    assert [outage["ended_at"] for outage in availability(api)["outages"]] == ["2026-03-01T12:10:00.000Z"]
    assert sum(sums.get("x12", 0) for key, sums in stored_usage().items() if key.scope == "station#cp-1") == 600


def test_the_reconnect_every_two_hours_is_no_outage_and_a_long_absence_is(api: Api, charger: Charger) -> None:
    alive(api, charger, 120)
    api.csms.disconnect(charger.connection_id)
    api.csms.forward(minutes=3)
    back = api.csms.connect(OcppVersion.V16)
    api.csms.react()
    assert availability(api)["outages"] == []
    alive(api, back, 60)
    api.csms.disconnect(back.connection_id)
    api.csms.forward(minutes=60)
    assert [outage["ended_at"] for outage in availability(api)["outages"]] == [None]
    again = api.csms.connect(OcppVersion.V16)
    api.csms.react()
    alive(api, again, 360)
    body = availability(api)
    assert [(o["kind"], o["evse"], o["ended_at"]) for o in body["outages"]] == [
        ("offline", 0, "2026-03-01T16:03:00.000Z")]  # fmt: skip
    assert [connector["outage_minutes"] for connector in body["connectors"]] == [60, 60]


def test_an_outage_that_is_excluded_does_not_count(api: Api, charger: Charger) -> None:
    status(charger, "Unavailable")
    alive(api, charger, 60)
    status(charger, "Available")
    api.csms.react()
    alive(api, charger, 540)
    [outage] = availability(api)["outages"]
    path = f"/api/stations/CP-1/outages/{outage['id']}"
    assert api.put(path, {"excluded": "scheduled_maintenance"}).body["excluded"] == "scheduled_maintenance"
    first = availability(api)["connectors"][0]
    assert (first["outage_minutes"], first["excluded_minutes"], first["uptime_percent"]) == (60, 60, 100)
    assert api.put(path, {"excluded": "laziness"}).fields() == ["excluded"]
    assert api.put("/api/stations/CP-1/outages/none", {"excluded": None}).status == 404


def test_what_the_station_as_a_whole_says_holds_for_its_connectors(api: Api, charger: Charger) -> None:
    alive(api, charger, 60)
    status(charger, "Unavailable", 0)
    alive(api, charger, 60)
    status(charger, "Available", 0)
    status(charger, "Available", 2)
    api.csms.react()
    alive(api, charger, 480)
    assert [connector["outage_minutes"] for connector in availability(api)["connectors"]] == [60, 60]


def test_the_availability_of_a_site_is_that_of_its_stations(api: Api) -> None:
    api.csms.ports.sites.save(Site("depot", "Depot", clock.to_text(START)))
    chargers = [api.station(OcppVersion.V16, name, site_id="depot") for name in ("CP-1", "CP-2")]
    for charger in chargers:
        status(charger, "Available")
    status(chargers[0], "Faulted")
    for charger in chargers:
        alive(api, charger, 30)
    status(chargers[0], "Available")
    api.csms.react()
    asked = {"from": "2026-03-01T12:00:00Z", "to": "2026-03-01T13:00:00Z"}
    api.csms.requests.clear()
    body = api.get("/api/analytics/availability", site="depot", **asked).body
    assert len(api.csms.requests) == 6, api.csms.requests
    assert [item["station"] for item in body["items"]] == ["CP-1", "CP-2"]
    assert [item["connectors"][0]["uptime_percent"] for item in body["items"]] == [0, 100]
    assert body["uptime_percent"] == 50
    assert api.get("/api/analytics/availability", site="nowhere").status == 404


def test_a_function_that_dies_while_it_stores_an_outage_loses_nothing(
    api: Api, charger: Charger, monkeypatch: pytest.MonkeyPatch
) -> None:
    status(charger, "Faulted")
    records = api.csms.journal.take()
    with monkeypatch.context() as dying:
        dying.setattr(DynamoOutages, "save", lambda *_: 1 / 0)
        with pytest.raises(ReactorsFailedError):
            replay(api, records)
    replay(api, records)
    assert [outage["kind"] for outage in availability(api)["outages"]] == ["faulted"]
    assert sum(sums.get("f12", 0) for key, sums in stored_usage().items() if key.scope == "station#cp-1") == 1


def replay(api: Api, records: list[dict[str, Any]]) -> None:
    with api.csms.guard.running("table_changes"):
        for record in records:
            react_to_change(api.csms.ports, read_change(record))
