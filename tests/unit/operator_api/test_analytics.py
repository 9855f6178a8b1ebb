"""Questions about usage, each one request and a bounded number of reads."""

from datetime import timedelta
from typing import Any

import pytest

from csms.application.note_site_limit import note_site_limit
from csms.application.ports import Change
from csms.application.rebuild_usage import rebuild_task
from csms.domain import clock
from csms.domain.plans import SitePlan
from csms.domain.site_limits import LimitParts
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from tests.support.usage import stored_usage
from tests.support.world import START, Charger
from tests.unit.operator_api.conftest import Api


def between(start: str, end: str) -> dict[str, str]:
    return {"from": start, "to": end}


YEAR = {"from": "2026-01-01T00:00:00Z", "to": "2027-01-01T00:00:00Z"}


@pytest.fixture
def busy(api: Api) -> Api:
    """Two sessions: 6 kWh in an hour of a stay of three, and 11 kWh in an hour beside it, at 12:00 and 12:30 UTC."""
    csms = api.csms
    csms.ports.sites.save(Site("depot", "Depot", clock.to_text(START), "Europe/Stockholm", limit_a=20))
    csms.token("TAG-1", group_id="taxis")
    csms.token("TAG-2")
    first, second = (api.station(OcppVersion.V16, name, site_id="depot") for name in ("CP-1", "CP-2"))
    csms.forward(hours=10)
    _session(first, "TAG-1", 0, [(60, 6000)], 180)
    _session(second, "TAG-2", 30, [(30, 5500)], 60, stop_wh=11_000)
    csms.react()
    return api


def _session(
    charger: Charger,
    token: str,
    start_min: int,
    readings: list[tuple[int, int]],
    stay_min: int,
    stop_wh: int | None = None,
) -> None:
    def at(minute: int) -> str:
        return clock.to_wire(START + timedelta(minutes=start_min + minute))

    sent = {"connectorId": 1, "idTag": token, "meterStart": 0, "timestamp": at(0)}
    number = charger.ask("StartTransaction", sent)["transactionId"]
    for minute, wh in readings:
        value = {"timestamp": at(minute), "sampledValue": [{"value": str(wh)}]}
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
    meter_stop = readings[-1][1] if stop_wh is None else stop_wh
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": meter_stop, "timestamp": at(stay_min)})


def test_usage_of_a_site_over_time(busy: Api) -> None:
    body = busy.get(
        "/api/analytics/usage",
        site="depot",
        step="hour",
        **between("2026-03-01T12:00:00Z", "2026-03-01T15:00:00Z"),
    ).body
    total, hours = body["total"], body["items"]
    assert (total["energy_wh"], total["sessions_started"], total["sessions_ended"]) == (17_000, 2, 1)
    assert (total["occupied_s"], total["charging_s"], total["idle_s"]) == (4 * 3600, 2 * 3600, 2 * 3600)
    assert [hour["energy_wh"] for hour in hours] == [11_500, 5_500, 0]
    assert [hour["peak_power_w"] for hour in hours] == [17_000, 11_000, 0]
    assert (hours[0]["start"], body["asked"]["time_zone"]) == ("2026-03-01T12:00:00.000Z", "Europe/Stockholm")


@pytest.mark.parametrize(
    ("whose", "energy_wh"),
    [({}, 17_000), ({"station": "cp-1"}, 6000), ({"station": "CP-2", "connector": "1/1"}, 11_000),
     ({"station": "CP-2", "connector": "2/1"}, 0)],
)  # fmt: skip
def test_usage_of_everything_of_a_station_or_connector(busy: Api, whose: dict[str, str], energy_wh: float) -> None:
    assert busy.get("/api/analytics/usage", **YEAR, **whose, step="month").body["total"]["energy_wh"] == energy_wh


def test_the_heat_map_is_by_the_clock_on_the_wall(busy: Api) -> None:
    cells = busy.get(
        "/api/analytics/heat-map",
        site="depot",
        **between("2026-02-23T00:00:00+01:00", "2026-03-09T00:00:00+01:00"),
    ).body["items"]
    assert len(cells) == 168
    [cell] = [cell for cell in cells if cell["arrivals"]]
    assert cell == {"weekday": "sun", "hour": 13, "hours": 2, "mean_power_w": 5750.0, "arrivals": 1.0,
                    "occupied_connectors": 0.75}  # fmt: skip


def test_the_peak_and_what_made_it(busy: Api) -> None:
    body = busy.get("/api/analytics/peak", site="depot", **YEAR).body
    assert (body["start"], body["power_w"], body["limit_w"]) == ("2026-03-01T12:30:00.000Z", 17_000, 13_800)
    assert [(made["station"], made["power_w"], made["token"]) for made in body["sessions"]] == [
        ("CP-2", 11_000, "TAG-2"), ("CP-1", 6000, "TAG-1")]  # fmt: skip
    assert body["others_w"] == 0


def test_the_load_duration_curve_and_the_time_above_the_limit(busy: Api) -> None:
    body = busy.get(
        "/api/analytics/load-duration", site="depot", **between("2026-03-01T12:00:00Z", "2026-03-01T16:00:00Z")
    ).body
    points = {point["percent"]: point["power_w"] for point in body["items"]}
    assert (points[0], points[10], points[20], points[30], points[40]) == (17_000, 17_000, 11_000, 6000, 0)
    assert (body["above_limit_s"], body["above_90_percent_s"]) == (1800, 1800)


def test_what_another_connection_would_have_done(busy: Api) -> None:
    body = busy.get("/api/analytics/connection", site="depot", **YEAR).body
    sizes = {item["limit_a"]: item for item in body["items"]}
    assert (sizes[20]["limited_s"], sizes[20]["held_back_wh"], sizes[20]["times"]) == (1800, 1600, 1)
    in_force = body["in_force"]
    assert in_force == {"times": 1, "limited_s": 1800, "connection_s": 1800, "booked_s": 0, "building_s": 0,
                        "held_back_wh": 1600, "recorded_s": 0}  # fmt: skip
    assert (sizes[25]["limited_s"], body["unhindered_peak_w"]) == (0, 17_000)
    asked = busy.get("/api/analytics/connection", site="depot", limit_a=10, **YEAR).body["items"]
    assert [(item["limit_a"], item["limited_s"]) for item in asked] == [(10, 3600)]


def test_what_was_booked_held_cars_back_that_the_connection_would_not_have(busy: Api) -> None:
    plan = SitePlan("depot", 1, START, limit_parts=LimitParts(40, 16, 2))
    note_site_limit(busy.csms.ports, Change("plans", ("depot",), None, plan, "1", START))
    body = busy.get("/api/analytics/connection", site="depot", limit_a=80, **YEAR).body
    assert (body["in_force"]["booked_s"], body["in_force"]["building_s"]) == (1800, 1800)
    assert body["in_force"]["recorded_s"] == 10 * 3600
    assert (body["items"][0]["limited_s"], body["items"][0]["held_back_wh"]) == (3600, body["in_force"]["held_back_wh"])
    assert busy.get("/api/analytics/peak", site="depot", **YEAR).body["limit_w"] == 14 * 690


def test_the_distribution_of_a_site_and_of_its_groups(busy: Api) -> None:
    made = busy.get("/api/analytics/distributions", site="depot", **YEAR).body["distribution"]
    assert (made["sessions"], made["mean_energy_wh"], made["mean_duration_s"]) == (2, 8500, 7200)
    assert [hour for hour, count in enumerate(made["arrivals"]) if count] == [13]
    assert {b["up_to"]: b["sessions"] for b in made["durations_min"] if b["sessions"]} == {60: 1, 180: 1}
    assert {b["up_to"]: b["sessions"] for b in made["energy_kwh"] if b["sessions"]} == {10: 1, 15: 1}
    assert {b["up_to"]: b["sessions"] for b in made["idle_min"] if b["sessions"]} == {1: 1, 120: 1}
    groups = busy.get("/api/analytics/token-groups", site="depot", **YEAR).body["items"]
    assert [(g["group"], g["distribution"]["energy_wh"]) for g in groups] == [(None, 11_000), ("taxis", 6000)]


@pytest.mark.parametrize(
    ("whose", "sessions", "peak_w", "makers", "groups"),
    [
        ({"site": "depot"}, 2, 17_000, ["CP-2", "CP-1"], [None, "taxis"]),
        ({"station": "CP-1"}, 1, 6000, ["CP-1"], ["taxis"]),
        ({"station": "CP-3"}, 1, 2000, ["CP-3"], [None]),
        ({}, 3, 19_000, ["CP-2", "CP-1", "CP-3"], [None, "taxis"]),
    ],
)
def test_a_station_a_site_and_the_operator_are_asked_the_same(
    busy: Api, whose: dict[str, str], sessions: int, peak_w: float, makers: list[str], groups: list[str | None]
) -> None:
    """CP-3 hangs on no site."""
    _session(busy.station(OcppVersion.V16, "CP-3"), "TAG-2", 30, [(30, 1000)], 60, stop_wh=2000)
    busy.csms.react()
    answers = {
        name: busy.get(f"/api/analytics/{name}", **whose, **YEAR).body
        for name in ("distributions", "peak", "token-groups", "load-duration")
    }
    assert answers["distributions"]["distribution"]["sessions"] == sessions
    assert answers["peak"]["power_w"] == answers["load-duration"]["items"][0]["power_w"] == peak_w
    assert [made["station"] for made in answers["peak"]["sessions"]] == makers
    assert answers["peak"]["sites"] == ([] if whose else [{"site": "depot", "power_w": 17_000}])
    assert [item["group"] for item in answers["token-groups"]["items"]] == groups


def test_utilisation_is_a_share_of_the_connectors_time(busy: Api) -> None:
    """Two stations with one connector each that they have spoken of, from 12:00 on; it is 22:00 now."""
    for name in ("CP-1", "CP-2"):
        sent = {"connectorId": 1, "status": "Available", "errorCode": "NoError"}
        busy.csms.connect(OcppVersion.V16, name).ask("StatusNotification", sent)
    body = busy.get(
        "/api/analytics/usage",
        site="depot",
        step="day",
        **between("2026-03-01T00:00:00+01:00", "2026-03-03T00:00:00+01:00"),
    ).body
    first, second = body["items"]
    assert (first["connector_s"], first["occupied_share"], first["charging_share"]) == (2 * 36_000, 0.2, 0.1)
    assert (second["connector_s"], second["occupied_share"]) == (0, None)
    one = busy.get("/api/analytics/usage", station="CP-1", connector="1/1", **YEAR).body["total"]
    assert (one["connector_s"], one["occupied_share"]) == (36_000, 0.3)
    assert busy.get("/api/analytics/usage", **YEAR, step="month").body["total"]["connector_s"] == 2 * 36_000


@pytest.mark.parametrize(
    ("question", "query", "field"),
    [
        ("usage", {"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, "to"),
        ("usage", {"from": "2024-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, "to"),
        ("usage", {"step": "hour", **YEAR}, "step"),
        ("usage", {"site": "depot", "station": "CP-1"}, "station"),
        ("usage", {"connector": "1/1"}, "connector"),
        ("usage", {"time_zone": "Mars/Base"}, "time_zone"),
        ("heat-map", {"from": "yesterday"}, "from"),
        ("heat-map", {"to": "0001-01-01T00:00:00Z"}, "to"),
        ("availability", {"site": "depot", "to": "9999-12-31T23:59:59Z"}, "to"),
        ("availability", {"site": "depot", "from": "0001-01-01T00:00:00Z", "to": "0001-02-01T00:00:00Z"}, "to"),
        ("peak", {"site": "depot", "station": "CP-1"}, "station"),
        ("connection", {}, "site"),
        ("connection", {"site": "depot", "limit_a": -1}, "limit_a.0"),
    ],
)
def test_a_question_that_makes_no_sense_says_why(busy: Api, question: str, query: dict[str, Any], field: str) -> None:
    answer = busy.get(f"/api/analytics/{question}", **query)
    assert (answer.status, answer.fields()) == (422, [field])


@pytest.mark.parametrize(
    "question", ["usage", "heat-map", "peak", "load-duration", "connection", "distributions", "token-groups"]
)
def test_an_unknown_site_is_not_found(api: Api, question: str) -> None:
    assert api.get(f"/api/analytics/{question}", site="nowhere").status == 404


@pytest.mark.parametrize(
    ("question", "query", "budget"),
    [
        ("usage", {"site": "depot", "step": "day"}, 4),
        ("usage", {"station": "CP-1", "step": "day"}, 4),
        ("usage", {"step": "month"}, 18),
        ("heat-map", {"site": "depot"}, 2),
        ("peak", {"site": "depot"}, 7),
        ("load-duration", {"site": "depot"}, 4),
        ("connection", {"site": "depot"}, 4),
        ("distributions", {"site": "depot"}, 2),
        ("distributions", {"station": "CP-1"}, 3),
        ("distributions", {}, 16),
        ("peak", {}, 22),
        ("load-duration", {}, 16),
        ("token-groups", {"site": "depot"}, 2),
        ("token-groups", {}, 16),
    ],
)
def test_a_question_about_a_year_keeps_to_its_budget_of_reads(
    busy: Api, question: str, query: dict[str, Any], budget: int
) -> None:
    busy.csms.requests.clear()
    assert busy.get(f"/api/analytics/{question}", **query, **YEAR).status == 200
    assert len(busy.csms.requests) == budget, busy.csms.requests


def test_findings_of_a_site(busy: Api) -> None:
    charger = busy.station(OcppVersion.V16, "CP-3", site_id="depot")
    for connector in (1, 2):
        charger.ask("StatusNotification", {"connectorId": connector, "status": "Available", "errorCode": "NoError"})
    busy.csms.requests.clear()
    body = busy.get("/api/analytics/findings", site="depot", **between("2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z"))
    assert len(busy.csms.requests) == 11
    kinds = {item["kind"]: item for item in body.body["items"]}
    assert kinds.keys() == {"limit_binds", "unused_connectors"}
    assert kinds["unused_connectors"]["numbers"] == {
        "unused": 2, "connectors": 2, "names": "CP-3 1/1, CP-3 2/1"}  # fmt: skip
    assert kinds["limit_binds"]["numbers"]["limited_s"] == 1800


def test_findings_of_everything(busy: Api) -> None:
    """Of 24 hours with 20 sessions more, and nothing of limits."""
    charger = busy.station(OcppVersion.V16, "CP-3")
    for number in range(20):
        _session(charger, "TAG-2", number, [(30, 500)], 300)
    busy.csms.react()
    busy.csms.requests.clear()
    asked = between("2026-03-01T12:00:00Z", "2026-03-02T12:00:00Z")
    body = busy.get("/api/analytics/findings", **asked, time_zone="Europe/Stockholm").body
    assert len(busy.csms.requests) == 36, busy.csms.requests
    kinds = {item["kind"]: item["numbers"] for item in body["items"]}
    assert kinds.keys() == {"idle_share", "full_hours", "could_charge_later"}
    assert kinds["full_hours"] == {"from_hour": 11, "to_hour": 15, "share": 1.0}
    assert body["asked"]["time_zone"] == "Europe/Stockholm"


def test_a_rebuild_is_asked_for_and_changes_nothing_that_is_right(busy: Api) -> None:
    before = stored_usage()
    assert busy.post("/api/analytics/rebuild", {"site": "depot"}).status == 202
    tasks = [task for _, task in busy.csms.queues.tasks if task["task"] == "rebuild_usage"]
    assert [task["kind"] for task in tasks] == ["sessions", "outages", "station_days"]
    for task in tasks:
        busy.csms.run_task(task)
    assert stored_usage() == before
    assert busy.post("/api/analytics/rebuild", {"site": "nowhere"}).status == 404
    assert busy.post("/api/analytics/rebuild", {}).body == {"site": None}


def test_a_rebuild_leaves_past_sessions_in_the_groups_that_they_were_counted_for(busy: Api) -> None:
    busy.csms.token("TAG-2", group_id="guests")
    busy.csms.run_task(rebuild_task())
    items = busy.get("/api/analytics/token-groups", site="depot", **YEAR).body["items"]
    energies = {item["group"]: item["distribution"]["energy_wh"] for item in items}
    assert energies == {None: 11_000, "taxis": 6000}, "the token has joined the guests since"
