"""Dry runs over HTTP: asked for, worked off by tasks, read and compared."""

from datetime import timedelta
from typing import Any

import pytest

from csms.application import run_simulation
from csms.application.run_task import LAST_ATTEMPT, run_task
from tests.support.world import Charger

from .conftest import Api
from .test_transactions import start, stop

WANTED: dict[str, Any] = {"label": "less", "from": "2026-03-01T11:00:00Z", "to": "2026-03-01T13:00:00Z", "limit_a": 8}


def past(api: Api) -> None:
    """Two cars at once, 3 kWh each in two hours."""
    api.put("/api/sites/garage", {"limit_a": 40, "demand_charge_per_kw": 10})
    chargers = [api.station(identity=f"CP-{number}", site_id="garage") for number in (1, 2)]
    numbers = [start(api, charger, token=f"TAG-{charger.identity}") for charger in chargers]
    for minutes, register in ((30, 2500), (30, 4000)):
        api.csms.forward(minutes=minutes)
        for charger, number in zip(chargers, numbers, strict=True):
            meter(charger, number, register)
    api.csms.forward(minutes=50)
    for charger, number in zip(chargers, numbers, strict=True):
        stop(api, charger, number, 4000)
    api.csms.forward(hours=1)


def meter(charger: Charger, number: int, register: int) -> None:
    sampled = {"timestamp": charger.now(), "sampledValue": [{"value": str(register)}]}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [sampled]})


def waiting_tasks(api: Api) -> list[dict[str, Any]]:
    return [task for _, task in api.csms.queues.tasks if task["task"] == "simulate"]


def work_off(api: Api) -> int:
    """Run the tasks of simulations until none is left; how many there were."""
    for count in range(1000):
        waiting = waiting_tasks(api)
        if not waiting:
            return count
        api.csms.queues.tasks = [entry for entry in api.csms.queues.tasks if entry[1] != waiting[0]]
        api.csms.run_task(waiting[0])
    raise AssertionError("it never ends")


def test_a_replay_sets_what_the_stations_can_set(api: Api) -> None:
    """Of 8 A one car gets 6 where steps are 3 A wide, and none gets any from 9 A up."""
    past(api)
    for setting, value, most_w in (("evse_current_step_a", 3, 6 * 230), ("evse_min_current_a", 9, 0)):
        for identity in ("CP-1", "CP-2"):
            assert api.put(f"/api/stations/{identity}", {setting: value}).status == 200
        asked = ask(api)
        work_off(api)
        results = api.get(asked.headers["Location"]).body["results"]
        assert [results[name]["peak_w"] for name in ("equal_share", "planned")] == [most_w, most_w]


def ask(api: Api, **changes: Any) -> Any:
    return api.post("/api/sites/garage/simulations", {**WANTED, **changes})


def test_a_tighter_limit_is_tried_on_what_was(api: Api) -> None:
    past(api)
    asked = ask(api, price_per_kwh=0.5)
    assert (asked.status, asked.body["status"], asked.body["results"]) == (202, "queued", None)
    assert api.get(asked.headers["Location"]).body["progress_percent"] == 0
    work_off(api)
    done = api.get(asked.headers["Location"]).body
    assert (done["status"], done["progress_percent"], done["error"]) == ("done", 100, None)
    before, shared, planned = (done["results"][name] for name in ("as_it_was", "equal_share", "planned"))
    assert (before["sessions"], before["full_sessions"], before["delivered_wh"]) == (2, 2, 6000)
    assert (before["peak_w"], before["energy_cost"], before["demand_cost"]) == (6000, 3.0, 60.0)
    assert before["hourly_w"][:3] == [0, 6000, 0]
    for result in (shared, planned):
        assert result["peak_w"] <= 8 * 230
        assert result["wanted_wh"] == 6000
        assert (
            0
            < sum(loss["missing_wh"] for loss in result["losses"])
            == pytest.approx(6000 - result["delivered_wh"], abs=1)
        )
    assert planned["losses"][0].keys() >= {"transaction_id", "station", "evse", "started_at"}
    [listed] = api.get("/api/sites/garage/simulations").body["items"]
    assert "hourly_w" not in listed["results"]["planned"]


def test_what_is_left_out_is_as_the_site_has_it(api: Api) -> None:
    past(api)
    api.put(
        "/api/sites/garage",
        {"limit_a": 40, "demand_charge_per_kw": 10, "expected_peak_kw": 5, "energy_value_per_kwh": 1},
    )
    asked = api.post("/api/sites/garage/simulations", {name: WANTED[name] for name in ("from", "to")})
    assert (asked.body["trial"]["limit_a"], asked.body["trial"]["expected_peak_kw"]) == (40, 5)
    assert asked.body["trial"]["energy_value_per_kwh"] == 1
    assert (asked.body["trial"]["strategy"], asked.body["trial"]["demand_charge_per_kw"]) == ("fair_share", 10)
    work_off(api)
    done = api.get(asked.headers["Location"]).body
    assert done["results"]["planned"]["full_sessions"] == 2
    assert done["results"]["planned"]["energy_cost"] is None


def test_energy_costs_what_the_zone_says_and_a_gap_is_told(api: Api) -> None:
    past(api)
    hour = {"start": "2026-03-01T12:30:00Z", "price": "2"}
    api.put("/api/prices/SE3", {"currency": "SEK", "prices": [hour]})
    asked = ask(api, price_zone="SE3").headers["Location"]
    work_off(api)
    done = api.get(asked).body
    assert (done["currency"], done["results"]["as_it_was"]["energy_cost"]) == ("SEK", 12.0)
    assert 0.5 <= done["unpriced_hours"] <= 1.5, "before half past twelve, and after half past one"


def test_limits_that_are_booked_hold_unless_they_are_left_out(api: Api) -> None:
    past(api)
    weekly = {"recurrence": "weekly", "weekdays": ["sun"], "start_time": "00:00", "end_time": "00:00"}
    assert api.post("/api/schedules", {"site_id": "garage", "limit_a": 6, **weekly}).status == 201
    held, free = (ask(api, limit_a=40, booked_limits=wanted).headers["Location"] for wanted in (True, False))
    work_off(api)
    peaks_w = [api.get(location).body["results"]["planned"]["peak_w"] for location in (held, free)]
    assert peaks_w[0] <= 6 * 230 < peaks_w[1]


def test_prices_that_are_booked_stand_in_place_of_the_series_unless_they_are_left_out(api: Api) -> None:
    past(api)
    noon = {"recurrence": "weekly", "weekdays": ["sun"], "start_time": "12:00", "end_time": "12:45"}
    assert api.post("/api/schedules", {"site_id": "garage", "price_per_kwh": "3", **noon}).status == 201
    hour = {"start": "2026-03-01T12:00:00Z", "price": "0.5"}
    api.put("/api/prices/SE3", {"currency": "SEK", "prices": [hour, {**hour, "start": "2026-03-01T13:00:00Z"}]})
    asked = [ask(api, limit_a=40, price_zone="SE3", booked_prices=wanted) for wanted in (True, False)]
    work_off(api)
    costs = [api.get(a.headers["Location"]).body["results"]["as_it_was"]["energy_cost"] for a in asked]
    assert (costs[1], asked[1].body["trial"]["booked_prices"]) == (3.0, False)
    assert costs[0] > 3 * costs[1]


def test_booked_prices_alone_are_enough(api: Api) -> None:
    past(api)
    day = {"recurrence": "weekly", "weekdays": ["sun", "mon"], "start_time": "00:00", "end_time": "00:00"}
    assert api.post("/api/schedules", {"site_id": "garage", "price_per_kwh": "0.5", **day}).status == 201
    asked = ask(api).headers["Location"]
    work_off(api)
    done = api.get(asked).body
    assert (done["results"]["as_it_was"]["energy_cost"], done["unpriced_hours"]) == (3.0, 0.0)


def post_load(api: Api, hours: range, **reading: Any) -> None:
    """A reading for every quarter of these hours of the first of March."""
    times = [f"2026-03-01T{hour:02}:{minute:02}:00Z" for hour in hours for minute in (0, 15, 30, 45)]
    rows = [{"at": at, **reading} for at in times]
    assert api.post("/api/sites/garage/load", {"readings": rows}).status == 202


def replayed(api: Api, **changes: Any) -> Any:
    asked = ask(api, **changes)
    work_off(api)
    return api.get(asked.headers["Location"]).body


def test_cars_get_what_the_building_left_unless_it_is_left_out(api: Api) -> None:
    past(api)
    post_load(api, range(11, 14), load_a=[34], power_w=9000)
    done, alone = (replayed(api, limit_a=40, site_load=wanted) for wanted in (True, False))
    assert (done["trial"]["site_load"], done["unmeasured_hours"]) == (True, 0)
    for variant in ("equal_share", "planned"):
        result, free = done["results"][variant], alone["results"][variant]
        assert max(result["hourly_w"]) <= 6 * 230 < max(free["hourly_w"])
        assert result["peak_w"] <= 9000 + 6 * 230
        assert result["demand_cost"] == pytest.approx((result["peak_w"] - 9000) / 1000 * 10, abs=0.01)
    assert done["results"]["as_it_was"]["peak_w"] == 15_000
    assert done["results"]["as_it_was"]["demand_cost"] == alone["results"]["as_it_was"]["demand_cost"] == 60


def test_hours_without_a_reading_are_counted_as_usual_and_told(api: Api) -> None:
    past(api)
    post_load(api, range(11, 12), load_a=[34])
    api.put("/api/sites/garage", {"limit_a": 40, "assumed_load_a": 33})
    done = replayed(api, limit_a=40)
    assert done["unmeasured_hours"] == 0.75, "the last reading holds until a quarter past twelve"
    assert max(done["results"]["planned"]["hourly_w"]) <= 7 * 230


def test_under_a_demand_charge_cars_charge_when_the_building_draws_less(api: Api) -> None:
    past(api)
    post_load(api, range(12, 13), power_w=9000)
    post_load(api, range(13, 14), power_w=0)
    fast, cheap = (
        replayed(api, limit_a=40, strategy=name)["results"]["planned"]
        for name in ("as_fast_as_possible", "cheapest_by_departure")
    )
    assert fast["demand_cost"] == pytest.approx(60, rel=0.01)
    assert cheap["demand_cost"] < 20
    assert cheap["worst_percent"] > 80


def test_solar_power_is_taken_when_it_shines_and_is_not_bought(api: Api) -> None:
    past(api)
    post_load(api, range(11, 13), power_w=0, solar_w=0)
    post_load(api, range(13, 14), power_w=1000, solar_w=9000)
    fast, solar = (
        replayed(api, limit_a=40, price_per_kwh=0.5, strategy=name) for name in ("as_fast_as_possible", "solar_first")
    )
    for done in (fast, solar):
        planned = done["results"]["planned"]
        bought_kwh = (planned["delivered_wh"] - planned["own_solar_wh"]) / 1000
        assert planned["energy_cost"] == pytest.approx(0.5 * bought_kwh, abs=0.01)
    won_wh = solar["results"]["planned"]["own_solar_wh"] - fast["results"]["planned"]["own_solar_wh"]
    assert won_wh > 2000
    assert solar["results"]["planned"]["worst_percent"] > 80, "that the cars take 3 kW is learned when the sun is out"


def test_it_goes_on_where_it_stopped_and_a_task_that_comes_twice_does_no_harm(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    past(api)
    whole = ask(api).headers["Location"]
    work_off(api)
    monkeypatch.setattr(run_simulation, "BUDGET", timedelta(0))
    sliced = ask(api).headers["Location"]
    [first] = waiting_tasks(api)
    api.csms.run_task(first)
    api.csms.run_task(first)
    assert api.get(sliced).body["status"] == "running"
    assert work_off(api) > 50
    assert api.get(sliced).body["results"] == api.get(whole).body["results"]


def test_bad_wishes_are_named(api: Api) -> None:
    past(api)
    for changes, fields in (
        ({"from": "2026-03-01T13:00:00Z"}, ["to"]),
        ({"to": "2026-03-02T13:00:00Z"}, ["to"]),
        ({"from": "2025-03-01T13:00:00Z"}, ["to"]),
        ({"from": "yesterday"}, ["from"]),
        ({"limit_a": -1}, ["limit_a"]),
        ({"nodes": [{"id": "a", "limit_a": 8, "parent": "b"}]}, ["nodes"]),
        ({"strategy": "lucky"}, ["strategy"]),
        ({"price_zone": "nowhere"}, ["price_zone"]),
        ({"price_per_kwh": "much"}, ["price_per_kwh"]),
        ({"speed": 1}, ["speed"]),
    ):
        answer = ask(api, **changes)
        assert (answer.status, answer.fields()) == (422, fields), changes
    assert api.post("/api/sites/nowhere/simulations", WANTED).status == 404
    assert api.get("/api/simulations/nowhere").status == 404
    assert not waiting_tasks(api)


def test_three_at_once_are_enough(api: Api) -> None:
    past(api)
    assert [ask(api).status for _ in range(4)] == [202, 202, 202, 409]
    work_off(api)
    assert ask(api).status == 202


def test_a_site_that_is_gone_ends_its_simulations(api: Api) -> None:
    past(api)
    asked = ask(api).headers["Location"]
    api.csms.ports.sites.remove("garage")
    work_off(api)
    failed = api.get(asked).body
    assert (failed["status"], failed["error"]) == ("failed", "the site has been removed")


def test_work_that_fails_again_and_again_ends_with_a_reason(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    past(api)
    asked = ask(api).headers["Location"]
    [task] = waiting_tasks(api)
    monkeypatch.setattr(run_simulation, "_run", broken)
    with pytest.raises(ZeroDivisionError):
        run_task(api.csms.ports, task, LAST_ATTEMPT - 1)
    assert api.get(asked).body["status"] == "queued"
    run_task(api.csms.ports, task, LAST_ATTEMPT)
    failed = api.get(asked).body
    assert (failed["status"], failed["results"]) == ("failed", None)
    assert failed["error"].startswith("the work at 2026-03-01T11:00:00.000Z has failed again and again")
    api.csms.queues.tasks.clear()
    assert [ask(api).status for _ in range(3)] == [202] * 3, "it counts no more among those at work"


def broken(*_: Any) -> Any:
    raise ZeroDivisionError


def test_the_last_attempt_at_a_step_that_was_done_goes_on(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    past(api)
    asked = ask(api).headers["Location"]
    [first] = waiting_tasks(api)
    with monkeypatch.context() as patch:
        patch.setattr(run_simulation, "BUDGET", timedelta(0))
        api.csms.run_task(first)
    api.csms.queues.tasks.clear()
    run_task(api.csms.ports, first, LAST_ATTEMPT)
    work_off(api)
    assert api.get(asked).body["status"] == "done"


def test_one_that_is_removed_stops_and_is_gone(api: Api) -> None:
    past(api)
    asked = ask(api)
    [task] = waiting_tasks(api)
    place = f"/api/sites/garage/simulations/{asked.body['id']}"
    assert api.delete(f"/api/sites/other/simulations/{asked.body['id']}").status == 404
    api.role = "viewer"
    assert api.delete(place).status == 403
    api.role = "operator"
    assert api.delete(place).status == 204
    api.csms.queues.tasks.clear()
    api.csms.run_task(task)
    assert waiting_tasks(api) == []
    assert (api.get(asked.headers["Location"]).status, api.delete(place).status) == (404, 404)
    assert api.get("/api/sites/garage/simulations").body["items"] == []


def test_viewers_read_and_operators_try(api: Api) -> None:
    past(api)
    api.role = "viewer"
    assert ask(api).status == 403
    api.role = "operator"
    asked = ask(api)
    api.role = "viewer"
    assert (asked.status, api.get(asked.headers["Location"]).status) == (202, 200)
