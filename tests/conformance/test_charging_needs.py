"""What 2.x stations tell of charging: others' limits, cars' needs and cars' schedules (2.0.1 K11-K13, K15-K17)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from csms.application.plan_site import plan_site
from csms.application.save_site import save_site
from csms.domain import clock, steps
from csms.domain.goals import Goal, GoalSource
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from tests.support.world import Charger, World

_, V201, V21 = OcppVersion
SITE = Site("depot", "Depot", "2026-01-01T00:00:00.000Z")


@pytest.fixture(params=[V201, V21])
def charger(csms: World, request: pytest.FixtureRequest) -> Charger:
    """With a session on EVSE 1, at a site."""
    csms.token()
    save_site(csms.ports, SITE)
    made = csms.connect(request.param)
    made.boot()
    csms.forward(seconds=1)
    csms.ports.stations.save(replace(station(csms), site_id="depot"))
    made.ask("TransactionEvent", event(made, "Started", 0, evse={"id": 1, "connectorId": 1}))
    csms.queues.plans.clear()
    return made


def station(csms: World) -> Any:
    found = csms.ports.stations.get("cp-1")
    assert found is not None
    return found


def event(charger: Charger, kind: str, number: int, **members: Any) -> dict[str, Any]:
    made = {"eventType": kind, "timestamp": charger.now(), "triggerReason": "Authorized", "seqNo": number}
    return {
        **made,
        "transactionInfo": {"transactionId": "t-1"},
        "idToken": {"idToken": "TAG-1", "type": "ISO14443"},
        **members,
    }


def session(csms: World) -> Transaction:
    [found] = csms.transactions()
    return found


def needs(**members: Any) -> dict[str, Any]:
    ac = {"energyAmount": 12000, "evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 400}
    told = {"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": ac, **members}
    return {"evseId": 1, "maxScheduleTuples": 12, "chargingNeeds": told}


def test_a_cars_needs_are_its_sessions_goal_and_planned_at_once(csms: World, charger: Charger) -> None:
    departure = "2026-03-01T20:00:00Z"
    assert charger.ask("NotifyEVChargingNeeds", needs(departureTime=departure)) == {"status": "Accepted"}
    assert csms.queues.plans == ["depot"]
    found = session(csms)
    assert found.goals == (Goal(GoalSource.EV, energy_wh=12000, departure=clock.parse(departure)),)
    assert found.ev_needs is not None
    assert (found.ev_needs.max_a, found.ev_needs.min_a, found.ev_needs.phases, found.ev_needs.max_periods) == (
        16, 6, 3, 12,
    )  # fmt: skip
    charger.ask("TransactionEvent", event(charger, "Updated", 1))
    assert session(csms).goals == found.goals, "a later event leaves them alone"


def test_a_battery_says_what_it_lacks(csms: World, charger: Charger) -> None:
    dc = {"evMaxCurrent": 200, "evMaxVoltage": 800, "stateOfCharge": 40, "fullSoC": 90, "evEnergyCapacity": 60000}
    told = {"requestedEnergyTransfer": "DC", "dcChargingParameters": dc, "acChargingParameters": None}
    payload = needs(**told)
    del payload["chargingNeeds"]["acChargingParameters"]
    assert charger.ask("NotifyEVChargingNeeds", payload) == {"status": "Accepted"}
    assert session(csms).goals == (Goal(GoalSource.EV, energy_wh=30000),)


def test_a_renegotiation_counts_from_what_was_given(csms: World, charger: Charger) -> None:
    for number, register in ((1, 1000), (2, 4000)):
        value = {"value": register, "measurand": "Energy.Active.Import.Register"}
        meter = {"timestamp": charger.now(), "sampledValue": [value]}
        charger.ask("TransactionEvent", event(charger, "Updated", number, meterValue=[meter]))
    charger.ask("NotifyEVChargingNeeds", needs(departureTime="2026-02-01T00:00:00Z"))
    assert session(csms).goals == (Goal(GoalSource.EV, energy_wh=15000),), "a departure that has passed says nothing"


def test_no_profile_is_promised_where_none_can_follow(csms: World, charger: Charger) -> None:
    assert charger.ask("NotifyEVChargingNeeds", {**needs(), "evseId": 2}) == {"status": "Rejected"}
    csms.ports.stations.save(replace(station(csms), site_id=None))
    assert charger.ask("NotifyEVChargingNeeds", needs()) == {"status": "Rejected"}
    assert csms.queues.plans == []
    kept = csms.ports.station_events.page("cp-1", 10, None).items
    assert [one.type for one in kept].count("NotifyEVChargingNeeds") == 2


def limit(amount: float | None, unit: str = "A", **members: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"chargingLimit": {"chargingLimitSource": "EMS", "isGridCritical": True}, **members}
    if amount is not None:
        periods = [{"startPeriod": 0, "limit": amount}]
        told["chargingSchedule"] = [
            {"id": 1, "chargingRateUnit": unit, "duration": 3600, "chargingSchedulePeriod": periods}
        ]
    return told


def test_somebody_elses_limit_is_kept_until_it_is_cleared(csms: World, charger: Charger) -> None:
    charger.ask("NotifyChargingLimit", limit(6900.0, "W", evseId=1))
    charger.ask("NotifyChargingLimit", limit(None))
    assert csms.queues.plans == ["depot"] * 2
    on_evse, on_station = station(csms).external_limits
    assert (on_evse.source, on_evse.evse, on_evse.grid_critical) == ("EMS", 1, True)
    assert [step["limit_a"] for step in steps.to_list(on_evse.steps)] == [10.0, None]
    assert (on_station.evse, on_station.steps) == (0, ())
    charger.ask("NotifyChargingLimit", limit(8.0, evseId=1))
    assert [steps.value_at(one.steps, csms.moment) for one in station(csms).external_limits][1] == 8.0
    charger.ask("ClearedChargingLimit", {"chargingLimitSource": "SO"})
    assert len(station(csms).external_limits) == 2
    charger.ask("ClearedChargingLimit", {"chargingLimitSource": "EMS", "evseId": 1})
    assert [one.evse for one in station(csms).external_limits] == [0]
    charger.ask("ClearedChargingLimit", {"chargingLimitSource": "EMS"})
    assert station(csms).external_limits == ()


def test_a_cars_schedule_is_held_against_what_it_may_have(csms: World, charger: Charger) -> None:
    save_site(csms.ports, replace(SITE, limit_a=10.0))
    plan_site(csms.ports, "depot")
    frames = [json.loads(text) for _, text in csms.link.sent]
    assert {frame[2] for frame in frames} == {"SetChargingProfile"}
    for _ in range(4):
        for frame in [json.loads(text) for _, text in csms.link.sent]:
            charger.frame(json.dumps([3, frame[1], {"status": "Accepted"}]))
        csms.link.sent.clear()
        csms.drain()
        plan_site(csms.ports, "depot")
    csms.queues.plans.clear()
    for amount, status, plans in ((10.0, "Accepted", 0), (16.0, "Rejected", 1)):
        periods = [{"startPeriod": 0, "limit": amount}, {"startPeriod": 600, "limit": 0}]
        schedule = {"id": 1, "chargingRateUnit": "A", "duration": 1200, "chargingSchedulePeriod": periods}
        told = {"evseId": 1, "timeBase": charger.now(), "chargingSchedule": schedule}
        assert charger.ask("NotifyEVChargingSchedule", told) == {"status": status}
        assert len(csms.queues.plans) == plans
