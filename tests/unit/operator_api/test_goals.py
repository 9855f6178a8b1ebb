"""Goals: of a session, of a token, of a station; and the site is planned at once."""

from typing import Any

from csms.domain.stations import OcppVersion
from tests.support.world import Charger

from .conftest import Api
from .test_transactions import meter, start, stop

GOAL: dict[str, Any] = {"energy_wh": 20000, "departure": "2026-03-02T06:30:00Z", "priority": 2}


def running(api: Api, version: OcppVersion = OcppVersion.V16) -> tuple[Charger, int, str]:
    api.put("/api/sites/depot", {"limit_a": 32})
    charger = api.station(version, site_id="depot")
    number = start(api, charger)
    api.csms.queues.plans.clear()
    return charger, number, api.get("/api/transactions").body["items"][0]["id"]


def test_a_session_is_given_a_goal_that_outlives_its_messages(api: Api) -> None:
    charger, number, session = running(api)
    assert api.get(f"/api/transactions/{session}/goal").status == 404
    said = api.put(f"/api/transactions/{session}/goal", GOAL)
    assert said.status == 200
    assert {name: said.body[name] for name in ("source", "energy_wh", "departure", "priority", "soc_percent")} == {
        "source": "operator",
        "energy_wh": 20000,
        "departure": "2026-03-02T06:30:00.000Z",
        "priority": 2,
        "soc_percent": None,
    }
    assert api.csms.queues.plans == ["depot"]
    meter(api, charger, number, 2500, 15.8)
    assert api.get(f"/api/transactions/{session}/goal").body == said.body
    assert api.delete(f"/api/transactions/{session}/goal").status == 204
    assert api.get(f"/api/transactions/{session}/goal").status == 404
    assert api.csms.queues.plans == ["depot", "depot"]
    api.put(f"/api/transactions/{session}/goal", GOAL)
    stop(api, charger, number, 4000)
    assert api.get(f"/api/transactions/{session}/goal").body == said.body
    assert api.put(f"/api/transactions/{session}/goal", GOAL).status == 409
    assert api.put("/api/transactions/nobody/goal", GOAL).status == 404


def test_what_is_no_goal_is_refused(api: Api) -> None:
    _, _, session = running(api)
    api.csms.token()
    for body, field in (
        ({}, "energy_wh"),
        ({"energy_wh": 0}, "energy_wh"),
        ({"energy_wh": 1000, "soc_percent": 80}, "soc_percent"),
        ({"soc_percent": 101}, "soc_percent"),
        ({"energy_wh": 1000, "departure": "2026-03-01T11:59:00Z"}, "departure"),
        ({"energy_wh": 1000, "departure": "tomorrow"}, "departure"),
        ({"energy_wh": 1000, "departure": "9999-12-31T23:59:59Z"}, "departure"),
        ({"priority": 11}, "priority"),
    ):
        answer = api.put(f"/api/transactions/{session}/goal", body)
        assert (answer.status, answer.fields()) == (422, [field]), body
    for body, field in (
        ({"departure_time": "7:00"}, "departure_time"),
        ({"departure_time": "07:00", "dwell_s": 60}, "dwell_s"),
        ({"dwell_s": 0}, "dwell_s"),
        ({"energy_wh": 1, "departure": "2026-03-02T06:30:00Z"}, "departure"),
    ):
        for path in ("/api/tokens/TAG-1/goal", "/api/stations/CP-1/goal"):
            answer = api.put(path, body)
            assert (answer.status, answer.fields()) == (422, [field]), body
    assert api.csms.queues.plans == []


def test_goals_that_stand_survive_what_else_is_said_of_their_owner(api: Api) -> None:
    running(api)
    goal = {"energy_wh": 9000, "departure_time": "07:00"}
    for path, again in (("/api/tokens/TAG-1", {"group_id": "F"}), ("/api/stations/CP-1", {"evse_max_current_a": 16})):
        assert api.get(f"{path}/goal").status == 404
        said = api.put(f"{path}/goal", goal)
        assert (said.status, said.body["energy_wh"], said.body["departure_time"]) == (200, 9000, "07:00")
        assert api.csms.queues.plans == ["depot"], path
        api.csms.queues.plans.clear()
        assert api.put(path, again).status == 200
        assert api.get(f"{path}/goal").body == said.body
        api.csms.queues.plans.clear()
        assert api.delete(f"{path}/goal").status == 204
        assert api.get(f"{path}/goal").status == 404
        assert api.csms.queues.plans == ["depot"], path
        api.csms.queues.plans.clear()
    for path in ("/api/tokens/NOBODY/goal", "/api/stations/NOBODY/goal"):
        assert api.put(path, goal).status == api.get(path).status == api.delete(path).status == 404


def test_viewers_read_goals_and_operators_set_them(api: Api) -> None:
    _, _, session = running(api)
    api.role = "operator"
    for path in (f"/api/transactions/{session}/goal", "/api/tokens/TAG-1/goal", "/api/stations/CP-1/goal"):
        assert api.put(path, {"energy_wh": 9000}).status == 200
    api.role = "viewer"
    for path in (f"/api/transactions/{session}/goal", "/api/tokens/TAG-1/goal", "/api/stations/CP-1/goal"):
        assert api.get(path).status == 200
        assert api.put(path, {"energy_wh": 9000}).status == 403


def test_a_site_has_a_strategy_and_a_demand_charge(api: Api) -> None:
    assert api.put("/api/sites/depot").body["strategy"] == "fair_share"
    saved = api.put("/api/sites/depot", {"strategy": "cheapest_by_departure", "demand_charge_per_kw": 12.5}).body
    assert api.get("/api/sites/depot").body == saved
    assert (saved["strategy"], saved["demand_charge_per_kw"]) == ("cheapest_by_departure", 12.5)
    assert api.put("/api/sites/depot", {"strategy": "magic"}).fields() == ["strategy"]
    assert api.put("/api/sites/depot", {"demand_charge_per_kw": -1}).fields() == ["demand_charge_per_kw"]
    assert saved["expected_peak_kw"] is None
    assert api.put("/api/sites/depot", {"expected_peak_kw": 80}).body["expected_peak_kw"] == 80
    assert api.get("/api/sites/depot").body["expected_peak_kw"] == 80
    assert api.put("/api/sites/depot", {"expected_peak_kw": -1}).fields() == ["expected_peak_kw"]
    assert saved["energy_value_per_kwh"] is None
    assert api.put("/api/sites/depot", {"energy_value_per_kwh": 0.3}).body["energy_value_per_kwh"] == 0.3
    assert api.get("/api/sites/depot").body["energy_value_per_kwh"] == 0.3
    assert api.put("/api/sites/depot", {"energy_value_per_kwh": 0}).fields() == ["energy_value_per_kwh"]


def test_a_state_of_charge_says_whose_word_its_capacity_is(api: Api) -> None:
    """Nobody's, the token's past sessions', the station's, the operator's own."""
    charger, number, session = running(api)
    path = f"/api/transactions/{session}/goal"
    said = api.put(path, {"soc_percent": 80}).body
    assert (said["battery_wh"], said["capacity_source"]) == (None, None)
    for register, soc in ((1000, 20), (25_000, 60)):
        charged(api, charger, number, register, soc)
    stop(api, charger, number, 25_000)
    api.csms.forward(hours=7)
    start(api, charger)
    path = f"/api/transactions/{api.get('/api/transactions').body['items'][0]['id']}/goal"
    said = api.put(path, {"soc_percent": 80}).body
    assert (said["source"], said["battery_wh"], said["capacity_source"]) == ("operator", 60_000, "learned")
    assert api.get(path).body == said
    api.put("/api/stations/CP-1/goal", {"battery_wh": 40_000})
    assert [api.get(path).body[name] for name in ("battery_wh", "capacity_source")] == [40_000, "station"]
    said = api.put(path, {"soc_percent": 80, "battery_wh": 50_000}).body
    assert (said["battery_wh"], said["capacity_source"]) == (50_000, "operator")


def charged(api: Api, charger: Charger, number: int, register: int, soc: int) -> None:
    api.csms.forward(minutes=30)
    values = [{"value": str(register)}, {"value": str(soc), "measurand": "SoC"}]
    value = {"timestamp": charger.now(), "sampledValue": values}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
