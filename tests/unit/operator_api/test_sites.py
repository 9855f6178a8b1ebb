"""Sites, schedules and plans."""

from datetime import timedelta
from typing import Any

import pytest

from csms.domain.plans import Control, EvsePlan, EvseState, FailSafe, Failure, Grant, SitePlan, Totals
from csms.domain.steps import Step

from .conftest import Api

DEPOT: dict[str, Any] = {
    "name": "Depot",
    "time_zone": "Europe/Stockholm",
    "limit_a": 63,
    "nodes": [{"id": "row-a", "limit_a": 32}, {"id": "row-a-1", "limit_a": 16, "parent": "row-a"}],
    "fail_safe": True,
}
ONCE: dict[str, Any] = {
    "site_id": "depot",
    "limit_a": 20,
    "starts_at": "2026-03-01T18:00:00+01:00",
    "ends_at": "2026-03-01T19:00:00Z",
}
WEEKLY: dict[str, Any] = {
    "site_id": "depot",
    "name": "evenings",
    "limit_a": 16,
    "recurrence": "weekly",
    "weekdays": ["mon", "fri"],
    "start_time": "17:00",
    "end_time": "01:00",
}
EVENINGS = {name: value for name, value in WEEKLY.items() if name != "limit_a"}


def test_a_site_is_kept_and_planned(api: Api) -> None:
    created = api.put("/api/sites/depot", DEPOT)
    assert created.status == 201
    assert created.body["nodes"][0] == {"id": "row-a", "limit_a": 32, "parent": None}
    assert api.csms.queues.plans == ["depot"]
    assert api.get("/api/sites/depot").body == created.body
    api.csms.forward(hours=1)
    replaced = api.put("/api/sites/depot", {"limit_a": 50})
    assert (replaced.status, replaced.body["name"], replaced.body["nodes"]) == (200, "depot", [])
    assert replaced.body["created_at"] == created.body["created_at"]


LOCATION: dict[str, Any] = {
    "country_code": "SE", "party_id": "CSM", "address": "Hamngatan 1", "city": "Stockholm", "postal_code": "111 47",
    "country": "SWE", "latitude": 59.33258, "longitude": 18.06491, "connector_standard": "IEC_62196_T2",
    "connector_format": "SOCKET", "connector_power_type": "AC_3_PHASE",
}  # fmt: skip


def test_a_site_says_where_it_is(api: Api) -> None:
    created = api.put("/api/sites/depot", {"location": LOCATION})
    assert created.body["location"] == LOCATION
    assert api.get("/api/sites/depot").body == created.body
    without = {name: value for name, value in LOCATION.items() if name != "postal_code"}
    assert api.put("/api/sites/depot", {"location": without}).body["location"]["postal_code"] is None


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("country_code", "SWE"),
        ("country", "SE"),
        ("party_id", "TOOLONG"),
        ("address", "x" * 46),
        ("postal_code", "12345678901"),
        ("latitude", 90.5),
        ("longitude", -181),
        ("connector_standard", "SCHUKO"),
        ("connector_format", "PLUG"),
        ("city", None),
    ],
)
def test_a_place_that_no_other_party_would_take_is_refused(api: Api, member: str, value: Any) -> None:
    answer = api.put("/api/sites/depot", {"location": LOCATION | {member: value}})
    assert (answer.status, answer.fields()) == (422, [f"location.{member}"])
    assert api.get("/api/sites/depot").status == 404


def test_what_is_no_site_is_refused(api: Api) -> None:
    for body, field in (
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"limit_a": -1}, "limit_a"),
        ({"limit_a": "1e400"}, "limit_a"),
        ({"nodes": [{"id": "a", "limit_a": 1}, {"id": "a", "limit_a": 1}]}, "nodes"),
        ({"nodes": [{"id": "a", "limit_a": 1, "parent": "b"}]}, "nodes"),
    ):
        answer = api.put("/api/sites/depot", body)
        assert (answer.status, answer.fields()) == (422, [field])
    for site_id in ("a b", "ü", "-x", "x" * 65):
        assert api.put(f"/api/sites/{site_id}").fields() == ["site_id"]


def test_a_site_with_stations_stays(api: Api) -> None:
    api.put("/api/sites/depot", DEPOT)
    api.put("/api/stations/CP-1", {"site_id": "depot", "node_id": "row-a"})
    assert api.delete("/api/sites/depot").status == 409
    api.put("/api/stations/CP-1", {"site_id": None})
    assert api.delete("/api/sites/depot").status == 204
    assert api.get("/api/sites/depot").status == api.delete("/api/sites/depot").status == 404


def test_sites_are_listed_newest_first(api: Api) -> None:
    for site_id in "abc":
        api.csms.forward(seconds=1)
        api.put(f"/api/sites/{site_id}")
    page = api.get("/api/sites", limit=2).body
    rest = api.get("/api/sites", cursor=page["next_cursor"]).body
    assert [site["id"] for site in page["items"] + rest["items"]] == ["c", "b", "a"]


def test_a_schedule_is_booked_changed_and_taken_back(api: Api) -> None:
    api.put("/api/sites/depot", DEPOT)
    booked = api.post("/api/schedules", ONCE)
    assert booked.status == 201
    path = booked.headers["Location"]
    assert path == f"/api/schedules/{booked.body['id']}"
    assert booked.body["starts_at"] == "2026-03-01T17:00:00.000Z"
    assert api.get(path).body == booked.body
    changed = api.put(path, {**WEEKLY, "limit_a": 10})
    assert (changed.status, changed.body["id"], changed.body["recurrence"]) == (200, booked.body["id"], "weekly")
    assert changed.body["weekdays"] == ["mon", "fri"]
    assert api.delete(path).status == 204
    assert api.get(path).status == api.delete(path).status == api.put(path, ONCE).status == 404
    assert api.csms.queues.plans == ["depot"] * 4


def test_what_is_no_schedule_is_refused(api: Api) -> None:
    api.put("/api/sites/depot", DEPOT)
    path = api.post("/api/schedules", ONCE).headers["Location"]
    for body, field in (
        ({**ONCE, "site_id": "nowhere"}, "site_id"),
        ({**ONCE, "ends_at": "2026-03-01T17:00:00Z"}, "ends_at"),
        ({**ONCE, "starts_at": None}, "starts_at"),
        ({**ONCE, "limit_a": -1}, "limit_a"),
        ({**WEEKLY, "weekdays": []}, "weekdays"),
        ({**WEEKLY, "weekdays": ["someday"]}, "weekdays.0"),
        ({**WEEKLY, "start_time": "25:00"}, "start_time"),
    ):
        answer = api.post("/api/schedules", body)
        assert (answer.status, answer.fields()) == (422, [field])
    api.put("/api/sites/other")
    assert api.put(path, {**ONCE, "site_id": "other"}).fields() == ["site_id"]


def test_each_kind_of_schedule_is_booked(api: Api) -> None:
    api.put("/api/sites/depot", DEPOT)
    api.csms.register("CP-1", site_id="depot")
    api.csms.token("TAG-1")
    for booked in (
        {"price_per_kwh": "0.105"},
        {"priority": 3, "token_group": "vans"},
        {"priority": 0.5},
        {"quiet_a": 0, "station": "CP-1"},
        {"energy_wh": 20000, "token": "TAG-1"},
        {"soc_percent": 80, "battery_wh": 60000, "station": "CP-1"},
    ):
        answer = api.post("/api/schedules", {**EVENINGS, **booked})
        assert answer.status == 201, answer
        assert answer.body.items() >= booked.items()
        assert answer.body["limit_a"] is None


def test_a_schedule_that_contradicts_itself_names_the_member(api: Api) -> None:
    api.put("/api/sites/depot", DEPOT)
    api.csms.register("CP-1", site_id="depot")
    api.csms.register("CP-2")
    for booked, field in (
        ({}, "limit_a"),
        ({"limit_a": 1, "priority": 2}, "priority"),
        ({"limit_a": 1, "station": "CP-1"}, "station"),
        ({"price_per_kwh": 1, "token_group": "vans"}, "token_group"),
        ({"price_per_kwh": "cheap"}, "price_per_kwh"),
        ({"priority": 0}, "priority"),
        ({"priority": 11}, "priority"),
        ({"quiet_a": -1}, "quiet_a"),
        ({"energy_wh": 20000}, "station"),
        ({"energy_wh": 20000, "battery_wh": 1, "station": "CP-1"}, "battery_wh"),
        ({"soc_percent": 101, "station": "CP-1"}, "soc_percent"),
        ({"quiet_a": 0, "station": "CP-1", "token": "TAG-1"}, "token"),
        ({"quiet_a": 0, "station": "CP-2"}, "station"),
        ({"quiet_a": 0, "station": "CP-9"}, "station"),
        ({"quiet_a": 0, "token": "TAG-9"}, "token"),
    ):
        answer = api.post("/api/schedules", {**EVENINGS, **booked})
        assert (answer.status, answer.fields()) == (422, [field]), booked


def test_schedules_of_a_site(api: Api) -> None:
    for site_id in ("depot", "other"):
        api.put(f"/api/sites/{site_id}")
        for name in ("one", "two"):
            api.csms.forward(seconds=1)
            api.post("/api/schedules", {**ONCE, "site_id": site_id, "name": f"{site_id} {name}"})
    listed = api.get("/api/schedules", site="depot").body["items"]
    assert [schedule["name"] for schedule in listed] == ["depot two", "depot one"]
    page = api.get("/api/schedules", limit=3).body
    rest = api.get("/api/schedules", cursor=page["next_cursor"]).body
    names = [schedule["name"] for schedule in page["items"] + rest["items"]]
    assert names == ["other two", "other one", "depot two", "depot one"]


def a_plan(api: Api) -> SitePlan:
    now = api.csms.moment
    steps = (Step(now, 16.0), Step(now + timedelta(hours=1), float("inf")))
    control = Control(
        accepted=Grant("m-1", steps, now + timedelta(hours=2), now),
        pending=Grant("m-2", steps[:1], None, now),
        failure=Failure(EvseState.REJECTED, "no", 2, now),
    )
    return SitePlan(
        "depot", 1, now, steps,
        evses=(EvsePlan("cp-1", "CP-1", 1, "t-1", EvseState.PENDING, steps, control, float("inf"), 8.5),),
        fail_safes=(
            FailSafe("cp-1", "CP-1", 8.0, Control(Grant("m-3", (Step(now, 0.0), steps[1]), None, now))),
            FailSafe("cp-2", "CP-2", 8.0, Control(), spared_until=now),
        ),
        totals=Totals(bound_a=float("inf")),
    )  # fmt: skip


def test_a_plan_shows_planned_accepted_and_measured(api: Api) -> None:
    api.put("/api/sites/depot")
    assert api.get("/api/plans/depot").status == 404
    assert api.get("/api/plans").body["items"] == []
    api.csms.ports.plans.save(a_plan(api))
    answer = api.get("/api/plans/depot")
    assert "Infinity" not in (answer.text or "")
    [evse] = answer.body["evses"]
    start = "2026-03-01T12:00:00.000Z"
    steps = [{"start": start, "limit_a": 16}, {"start": "2026-03-01T13:00:00.000Z", "limit_a": None}]
    assert evse | {"station": "CP-1", "state": "pending", "planned": steps, "accepted": steps} == evse
    assert evse | {"pending": steps[:1], "bound_a": None, "measured_a": 8.5, "accepted_at": start} == evse
    assert evse["failure"] == {"state": "rejected", "reason": "no", "attempts": 2, "retry_at": start}
    held, spared = answer.body["fail_safes"]
    assert (held["limit_a"], held["held_until"], held["spared_until"]) == (8, steps[1]["start"], None)
    assert (spared["limit_a"], spared["held_until"], spared["spared_until"]) == (8, None, start)
    assert api.get("/api/plans", site="depot").body["items"] == api.get("/api/plans").body["items"] == [answer.body]


def test_a_plan_can_be_asked_for(api: Api) -> None:
    assert api.post("/api/plans/depot").status == 404
    api.put("/api/sites/depot")
    answer = api.post("/api/plans/depot")
    assert (answer.status, answer.headers["Location"]) == (202, "/api/plans/depot")
    assert api.csms.queues.plans == ["depot", "depot"]
