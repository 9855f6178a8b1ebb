"""Composite schedules: ours from what the station has accepted, the station's own, and where they part."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
DEFAULT: dict[str, Any] = {
    "id": 7,
    "purpose": "TxDefaultProfile",
    "kind": "Absolute",
    "start_schedule": "2026-03-01T12:00:00Z",
    "periods": [{"start_s": 0, "limit": 16}, {"start_s": 600, "limit": 8}],
}
Periods = list[tuple[int, float]]


def accept(api: Api, charger: Charger, **more: Any) -> None:
    charger.frame(json.dumps([3, api.wire()[-1][1], {"status": "Accepted", **more}]))


def install(api: Api, charger: Charger, evse: int = 1, **changes: Any) -> None:
    answer = api.post("/api/stations/CP-1/charging-profile", {"evse": evse, "profile": {**DEFAULT, **changes}})
    assert answer.status == 202, answer.body
    accept(api, charger)


def computed(api: Api, **query: Any) -> list[tuple[int, float | None]]:
    answer = api.get("/api/stations/CP-1/composite-schedule", **query)
    assert answer.status == 200, answer.body
    return [(period["start_s"], period["limit"]) for period in answer.body["periods"]]


def asked(api: Api, charger: Charger, periods: Periods, evse: int = 1, status: str = "Accepted", **body: Any) -> str:
    """The command; the station has answered with `periods`."""
    command = api.post("/api/stations/CP-1/composite-schedule", {"evse": evse, "duration_s": 1200, **body})
    wire = [{"startPeriod": start, "limit": limit, "numberPhases": 3} for start, limit in periods]
    schedule = {"chargingRateUnit": body.get("rate_unit", "A"), "chargingSchedulePeriod": wire, "duration": 1200}
    if charger.version is V16:
        told = {"connectorId": evse, "scheduleStart": charger.now(), "chargingSchedule": schedule}
    else:
        told = {"schedule": {**schedule, "evseId": evse, "scheduleStart": charger.now()}}
    charger.frame(json.dumps([3, api.wire()[-1][1], {"status": status, **(told if status == "Accepted" else {})}]))
    return str(command.body["id"])


def check(api: Api, command: str) -> Answer:
    return api.get(f"/api/commands/{command}/composite-schedule")


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_ours_follows_from_what_the_station_has_accepted(api: Api, version: OcppVersion) -> None:
    charger = api.station(version)
    assert computed(api, evse=1) == [(0, None)]
    install(api, charger)
    assert computed(api, evse=1) == [(0, 16), (600, 8)]
    assert computed(api, evse=1, rate_unit="W", duration_s=600) == [(0, 11040)]
    install(api, charger, 0, id=8, purpose="ChargingStationMaxProfile", periods=[{"start_s": 0, "limit": 10}])
    api.csms.forward(minutes=5)
    assert computed(api, evse=1, duration_s=3600) == [(0, 10), (300, 8)]
    assert computed(api) == [(0, 10), (300, 8)]


def test_a_session_is_counted_from_its_start(api: Api) -> None:
    charger = api.station(V16)
    api.csms.token()
    begin = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": charger.now()}
    charger.ask("StartTransaction", begin)
    relative = {"kind": "Relative", "start_schedule": None}
    install(api, charger, **relative)
    install(api, charger, id=9, purpose="TxProfile", duration_s=900, periods=[{"start_s": 0, "limit": 20}])
    api.csms.forward(minutes=5)
    assert computed(api, evse=1) == [(0, 20), (600, 8)]
    assert computed(api, evse=2) == [(0, None)]


def test_the_makes_phases_and_voltage_count(api: Api) -> None:
    charger = api.station()
    install(api, charger)
    api.put("/api/station-models/all", {"quirks": {"number_phases": 1, "voltage_v": 120}})
    api.csms.forward(minutes=2)
    assert computed(api, evse=1, rate_unit="W", duration_s=60) == [(0, 1920)]


@pytest.mark.parametrize(
    ("query", "field"),
    [({"evse": -1}, "evse"), ({"duration_s": 0}, "duration_s"), ({"duration_s": 604801}, "duration_s"),
     ({"rate_unit": "kW"}, "rate_unit")],
)  # fmt: skip
def test_what_cannot_be_computed(api: Api, query: dict[str, Any], field: str) -> None:
    api.station()
    answer = api.get("/api/stations/CP-1/composite-schedule", **query)
    assert (answer.status, answer.fields()) == (422, [field])
    assert api.get("/api/stations/CP-9/composite-schedule").status == 404


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_a_station_that_agrees(api: Api, version: OcppVersion) -> None:
    charger = api.station(version)
    install(api, charger)
    command = asked(api, charger, [(0, 16), (600, 8)])
    found = check(api, command)
    assert (found.status, found.body["agrees"], found.body["differences"]) == (200, True, [])
    assert found.body["station"]["periods"] == found.body["computed"]["periods"]
    assert found.body["command"] == command
    in_watts = asked(api, charger, [(0, 11040), (600, 5520)], rate_unit="W")
    assert check(api, in_watts).body["agrees"]


@pytest.mark.parametrize("version", [V16, V201, V21])
def test_a_station_that_does_not_obey_shows_where(api: Api, version: OcppVersion) -> None:
    """Accepted does not mean applied (go-e #249)."""
    charger = api.station(version)
    install(api, charger)
    found = check(api, asked(api, charger, [(0, 16), (300, 32)])).body
    assert found["agrees"] is False
    assert found["differences"] == [
        {"start_s": 300, "end_s": 600, "station": 32, "computed": 16},
        {"start_s": 600, "end_s": 1200, "station": 32, "computed": 8},
    ]


def test_a_profile_that_only_the_station_knows_shows(api: Api) -> None:
    charger = api.station()
    assert check(api, asked(api, charger, [(0, 32)])).body["agrees"]
    assert check(api, asked(api, charger, [(0, 10)])).body["differences"] == [
        {"start_s": 0, "end_s": 1200, "station": 10, "computed": None}
    ]


def test_no_schedule_no_comparison(api: Api) -> None:
    charger = api.station()
    refused = asked(api, charger, [], status="Rejected")
    api.post("/api/stations/CP-1/composite-schedule", {"evse": 1, "duration_s": 60})
    accept(api, charger)
    empty = api.get("/api/stations/CP-1/commands").body["items"][0]["id"]
    for command in (refused, empty, "nonsense", "x.y"):
        assert check(api, command).status == 404


def test_the_comparisons_of_a_station_newest_first(api: Api) -> None:
    charger = api.station()
    commands = [asked(api, charger, [(0, limit)]) for limit in (32, 10)]
    page = api.get("/api/stations/CP-1/composite-schedules", limit=1).body
    assert [(one["command"], one["agrees"]) for one in page["items"]] == [(commands[1], False)]
    rest = api.get("/api/stations/CP-1/composite-schedules", limit=1, cursor=page["next_cursor"]).body
    assert [one["command"] for one in rest["items"]] == [commands[0]]


@pytest.mark.parametrize(
    ("start", "changes"),
    [
        ("2026-03-01T12:00:00Z", {"chargingSchedulePeriod": [{"startPeriod": "now", "limit": 1}]}),
        ("2026-03-01T12:00:00Z", {"chargingSchedulePeriod": [{"startPeriod": 0, "limit": 1, "numberPhases": []}]}),
        ("2026-03-01T12:00:00Z", {"chargingSchedulePeriod": [{"startPeriod": 0, "limit": 10**400}]}),
        ("2026-03-01T12:00:00Z", {"duration": -5}),
        ("2026-03-01T12:00:00Z", {"chargingRateUnit": "kW"}),
        ("9999-12-31T23:59:59Z", {}),
        ("tomorrow", {}),
    ],
)
def test_nonsense_for_a_schedule_is_an_answer_like_any_other(api: Api, start: str, changes: dict[str, Any]) -> None:
    charger = api.station()
    command = api.post("/api/stations/CP-1/composite-schedule", {"evse": 1, "duration_s": 60}).body["id"]
    schedule = {"chargingRateUnit": "A", "duration": 60, "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 1}]}
    accept(api, charger, scheduleStart=start, chargingSchedule=schedule | changes)
    assert api.get(f"/api/commands/{command}").body["status"] == "done"
    assert check(api, command).status == 404
