"""What a building's meters post, and what the planner will count it with."""

from datetime import timedelta
from typing import Any

import pytest

from csms.domain import clock

from .conftest import Api


def reading(api: Api, minutes: float = 0, **members: Any) -> dict[str, Any]:
    return {"at": clock.to_text(api.csms.moment + timedelta(minutes=minutes)), **members}


@pytest.fixture
def depot(api: Api) -> Api:
    api.put("/api/sites/depot", {"limit_a": 60, "assumed_load_a": 30})
    api.csms.queues.plans.clear()
    return api


def post(api: Api, *readings: dict[str, Any], **members: Any) -> int:
    return api.post("/api/sites/depot/load", {"readings": list(readings), **members}).status


def test_readings_are_kept_and_shown(depot: Api) -> None:
    rows = [reading(depot, -1, load_a=[10, 4.25, 1]), reading(depot, -2, power_w=6900, solar_w=1000)]
    assert post(depot, *rows) == 202
    shown = depot.get("/api/sites/depot/load").body
    assert shown["newest"] == {"at": rows[0]["at"], "load_a": 10, "load_w": 3508, "solar_w": 0}
    assert (shown["stale"], shown["expected"][0]["load_a"], len(shown["expected"])) == (False, 10, 96)
    depot.csms.forward(minutes=20)
    shown = depot.get("/api/sites/depot/load").body
    assert (shown["stale"], shown["expected"][0]["load_a"]) == (True, 30)


def test_a_change_that_matters_wakes_the_planner(depot: Api) -> None:
    plans = depot.csms.queues.plans
    for load_a, woken in ((10, 1), (12, 1), (15.1, 2), (15, 2)):
        depot.csms.forward(minutes=1)
        assert post(depot, reading(depot, load_a=[load_a])) == 202
        assert len(plans) == woken, load_a
    assert post(depot, reading(depot, -30, load_a=[50])) == 202
    assert len(plans) == 2, "an old reading that comes late says nothing of now"
    assert post(depot, reading(depot, 60, load_a=[50]), forecast=True) == 202
    assert len(plans) == 3
    assert depot.get("/api/sites/depot/load").body["expected"][5]["load_a"] == 50


def test_what_is_no_reading_is_refused_by_name(depot: Api) -> None:
    for row, field in (
        ({"at": "soon", "load_a": [1]}, "readings.0.at"),
        (reading(depot, 10, load_a=[1]), "readings.0.at"),
        (reading(depot, -9 * 24 * 60, load_a=[1]), "readings.0.at"),
        (reading(depot), "readings.0.load_a"),
        (reading(depot, load_a=[1, 2, 3, 4]), "readings.0.load_a"),
        (reading(depot, load_a=[]), "readings.0.load_a"),
        (reading(depot, power_w=-1), "readings.0.power_w"),
        (reading(depot, load_a=["x"]), "readings.0.load_a.0"),
    ):
        answer = depot.post("/api/sites/depot/load", {"readings": [row]})
        assert (answer.status, answer.fields()) == (422, [field]), row
    assert depot.post("/api/sites/depot/load", {"readings": []}).fields() == ["readings"]
    assert depot.post("/api/sites/none/load", {"readings": [reading(depot, power_w=1)]}).status == 404
    assert depot.get("/api/sites/none/load").status == 404
    assert depot.put("/api/sites/depot", {"assumed_load_a": -1}).fields() == ["assumed_load_a"]


def test_a_meter_may_post_as_an_operator_and_not_as_a_viewer(depot: Api) -> None:
    depot.role = "viewer"
    assert post(depot, reading(depot, power_w=1)) == 403
    depot.role = "operator"
    assert post(depot, reading(depot, power_w=1)) == 202
