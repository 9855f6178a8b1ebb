"""Goals in the planner: whose promise is kept, what is reported of the rest, what is learned from currents."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from csms.domain import clock
from csms.domain.ev_needs import EvNeeds
from csms.domain.goals import Goal, GoalSource
from csms.domain.habits import Habits, Visit
from csms.domain.loads import KnownLoad, Reading
from csms.domain.plans import Control, EvsePlan, SitePlan
from csms.domain.prices import PricePoint
from csms.domain.promises import Promise
from csms.domain.sites import Strategy
from csms.scheduling.bounds import Outlet
from csms.scheduling.inputs import car
from csms.scheduling.memory import CarMemory
from csms.scheduling.problem import Method
from csms.scheduling.site_state import RunningSession, SiteState, StationState
from csms.scheduling.tariffs import prices_at, tariff
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of


def said(kwh: float | None = None, hours: float | None = None, **members: Any) -> tuple[Goal, ...]:
    departure = None if hours is None else START + timedelta(hours=hours)
    return (Goal(GoalSource.OPERATOR, kwh and kwh * 1000, departure=departure, **members),)


def depot(limit_a: float, *goals: tuple[Goal, ...], **site: Any) -> SimulatedSite:
    world = SimulatedSite(site_of(limit_a, **site), [Charger(f"cp{i}", 1) for i in range(len(goals))])
    for charger, goal in zip(world.chargers, goals, strict=True):
        world.start(charger, 1, goals=goal)
    return world


def plan(world: SimulatedSite) -> SitePlan:
    assert world.plan is not None
    return world.plan


def promise(evse: EvsePlan) -> Promise:
    assert evse.promise is not None
    return evse.promise


def limits(world: SimulatedSite) -> list[float]:
    return [charger.obeys(1, world.now, with_inbox=False) for charger in world.chargers]


def test_who_leaves_soon_is_charged_first_and_the_promise_is_told() -> None:
    world = depot(32.0, said(5, 1.5), said(10, 20))
    world.settle()
    assert limits(world)[0] >= 20
    hurried, patient = (promise(evse) for evse in plan(world).evses)
    assert plan(world).method == Method.OPTIMISED
    assert (hurried.goal.departure, hurried.wanted_wh) == (START + timedelta(hours=1.5), 5000)
    assert (hurried.missing_wh, patient.missing_wh) == (pytest.approx(0, abs=300), pytest.approx(0, abs=300))
    assert plan(world).problems == ()


def test_a_promise_that_cannot_be_kept_is_said_with_what_is_missing() -> None:
    world = depot(16.0, said(20, 2))
    world.settle()
    [car] = plan(world).evses
    assert promise(car).missing_wh == pytest.approx(20_000 - 2 * 16 * 230, abs=300)
    assert promise(car).planned_wh == pytest.approx(20_000 - promise(car).missing_wh, abs=300)
    [problem] = plan(world).problems
    assert problem.startswith("CP0 EVSE 1 will miss 12.")
    assert problem.endswith("of 20.0 kWh by 2026-06-01T14:01:40.000Z")


def test_where_nobody_has_said_anything_all_get_the_same() -> None:
    world = depot(30.0, (), (), ())
    world.settle()
    assert (plan(world).method, limits(world)) == (Method.EQUAL_SHARE, [10.0] * 3)
    assert [evse.promise for evse in plan(world).evses] == [None] * 3


def test_a_car_of_whom_nothing_is_said_is_guessed_beside_one_with_a_goal() -> None:
    world = depot(30.0, said(6, 2), ())
    world.settle()
    guessed = promise(plan(world).evses[1])
    assert (guessed.goal.source, guessed.goal.confidence) == (GoalSource.LEARNED, 0.0)
    assert guessed.planned_wh == pytest.approx(guessed.wanted_wh, abs=500)
    assert guessed.wanted_wh > 5000


def test_who_has_the_promised_energy_gets_what_the_others_leave() -> None:
    world = depot(20.0, said(5, 4), said(20, 3))
    world.tell(world.chargers[0], delivered_wh=5000.0)
    world.settle()
    assert limits(world) == [0.0, 20.0]
    world.chargers[1].end(1)
    world.settle()
    assert world.chargers[0].obeys(1, world.now, with_inbox=False) == 20.0


def test_more_than_was_promised_is_not_paid_for() -> None:
    world = depot(32.0, said(5, 4), strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    world.site = replace(world.site, demand_charge_per_kw=90.0)
    world.prices = tuple(
        PricePoint(START + timedelta(hours=hour), START + timedelta(hours=hour + 1), Decimal(price), "SEK")
        for hour, price in enumerate(["0.3", "0.4", "0.3", "0.4", "0.3", "0.4"])
    )
    world.tell(world.chargers[0], delivered_wh=5000.0)
    world.settle()
    assert limits(world) == [0.0]


def test_an_overdue_car_still_gets_power() -> None:
    world = depot(32.0, said(10, -1), said(10, 8))
    world.settle()
    assert limits(world)[0] >= 6.0


def test_the_state_of_charge_is_an_energy_where_the_car_tells_it() -> None:
    world = depot(32.0, said(hours=4, soc_percent=80, battery_wh=50_000))
    world.tell(world.chargers[0], soc_percent=60.0, delivered_wh=2000.0)
    world.settle()
    assert promise(plan(world).evses[0]).wanted_wh == 12_000


def test_a_current_below_the_set_point_is_the_cars_own_limit_once_it_had_time() -> None:
    world = depot(30.0, said(20, 3), said(20, 5))
    world.settle()
    offered = limits(world)[0]
    world.now += timedelta(minutes=5)
    world.tell(world.chargers[0], measured_a=7.0, measured_at=world.now - timedelta(minutes=1), delivered_wh=500.0)
    world.settle()
    assert offered >= 14
    assert limits(world)[0] < offered - 5
    assert limits(world)[1] > 20


def test_a_value_from_before_a_raise_is_not_taken_for_the_cars_limit() -> None:
    """Its neighbour goes; what was measured under the old set point says nothing of the new one."""
    world = depot(30.0, said(20, 6), said(20, 6))
    world.settle()
    offered = limits(world)[0]
    world.now += timedelta(minutes=5)
    world.tell(world.chargers[0], measured_a=offered, measured_at=world.now, delivered_wh=500.0)
    world.chargers[1].end(1)
    world.settle()
    raised = limits(world)[0]
    assert raised == 30.0
    for _ in range(3):
        world.now += timedelta(seconds=20)
        world.settle()
    assert limits(world)[0] == raised
    assert plan(world).evses[0].memory["taper"]["limit_a"] is None


def test_the_power_tells_on_how_many_phases_a_car_charges() -> None:
    world = depot(32.0, said(20, 6))
    world.tell(world.chargers[0], measured_a=16.0, measured_at=START, power_w=10_900.0)
    world.settle()
    assert plan(world).evses[0].memory["watts_per_a"] == 690
    world.now += timedelta(minutes=15)
    world.settle()
    assert plan(world).memory["peak"]["peak_w"] == pytest.approx(10_900)
    world.now = datetime(2026, 7, 1, 0, 1, tzinfo=UTC)
    world.tell(world.chargers[0], measured_a=None, power_w=None)
    world.settle()
    assert plan(world).memory["peak"]["peak_w"] == 0
    assert plan(world).evses[0].memory["watts_per_a"] == 690


def test_the_months_peak_is_what_the_building_and_the_cars_draw_together_less_the_sun() -> None:
    world = depot(64.0, said(20, 6))
    world.building = KnownLoad((Reading(START, 10.0, 6_900.0, solar_w=2_000.0),))
    world.tell(world.chargers[0], measured_a=16.0, measured_at=START, power_w=10_000.0)
    world.settle()
    assert plan(world).memory["peak"]["power_w"] == pytest.approx(14_900)
    world.now += timedelta(hours=1)
    world.settle()
    assert plan(world).memory["peak"]["power_w"] == pytest.approx(10_000), "a meter that is silent says nothing"


def test_a_plan_counts_with_its_part_of_the_months_charge_and_with_the_peak_that_is_paid_anyway() -> None:
    site = replace(site_of(32.0), demand_charge_per_kw=30.0, expected_peak_kw=8.0)
    state = SiteState(site, (), (), START.replace(day=1, hour=0))
    bought = tariff(state, [state.now], state.now + timedelta(days=1), 5000.0)
    assert (bought.demand_charge_per_kw, bought.peak_w) == (pytest.approx(1.0, rel=0.01), 6000.0)
    assert tariff(state, [state.now], state.now + timedelta(days=1), 7000.0).peak_w == 7000.0


def test_the_cheap_hours_are_waited_for() -> None:
    world = depot(32.0, said(6, 10), strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    dear, cheap = (Decimal("0.4"), Decimal("0.1"))
    world.prices = tuple(
        PricePoint(START + timedelta(hours=hour), START + timedelta(hours=hour + 1), price, "SEK")
        for hour, price in enumerate([dear] * 5 + [cheap] * 6)
    )
    world.settle()
    assert limits(world) == [0.0]
    assert promise(plan(world).evses[0]).missing_wh < 300
    world.now += timedelta(hours=6)
    world.settle()
    assert limits(world)[0] >= 6.0


def test_where_no_price_is_known_the_mean_of_the_others_stands() -> None:
    point = PricePoint(START, START + timedelta(hours=1), Decimal("0.3"), "EUR")
    later = PricePoint(START + timedelta(hours=2), START + timedelta(hours=3), Decimal("0.1"), "EUR")
    starts = [START + timedelta(minutes=30 * index) for index in range(7)]
    assert prices_at([point, later], starts) == pytest.approx((0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.2))
    assert prices_at([], starts) == ()


def test_what_is_learned_for_sure_is_planned_with_where_nobody_says_anything() -> None:
    """One leaves after two hours with 6 kWh, the other stays overnight: each as ever."""
    world = depot(20.0, (), ())
    days = [START - timedelta(days=day) for day in range(1, 30)]
    world.habits = Habits(
        tuple(Visit(tag, day, h * 3600, kwh * 1000) for day in days for tag, h, kwh in (("a", 2, 6), ("b", 12, 9)))
    )
    for charger, tag in zip(world.chargers, "ab", strict=True):
        world.tell(charger, 1, token_key=tag)
    world.settle()
    assert plan(world).method == Method.OPTIMISED
    first, second = (promise(evse) for evse in plan(world).evses)
    assert (first.goal.source, first.wanted_wh, second.wanted_wh) == (GoalSource.LEARNED, 6000, 9000)
    assert first.goal.confidence > 0.5
    assert (first.missing_wh, second.missing_wh) == (pytest.approx(0, abs=300), pytest.approx(0, abs=300))
    world.tell(world.chargers[1], 1, goals=said(20, 1))
    world.settle()
    assert promise(plan(world).evses[1]).goal.source is GoalSource.OPERATOR
    assert limits(world)[1] == 20.0


def test_a_car_of_three_phases_is_known_by_its_currents_its_word_and_its_last_session() -> None:
    """Each of them is worth 690 W to the ampere; the limit counts it on every phase whatever it is."""
    visit = Visit("tag", START - timedelta(days=1), 3600, 7000.0, phases=3)
    known, metered, told, plain = (depot(16.0, said(20, 2)) for _ in range(4))
    known.habits = Habits((visit,))
    known.tell(known.chargers[0], token_key="tag")
    metered.tell(metered.chargers[0], measured_a=16.0, measured_at=START, phases=3)
    told.tell(told.chargers[0], ev_needs=EvNeeds(clock.to_text(START), phases=3))
    for world in (known, metered, told, plain):
        world.settle()
        assert limits(world) == [16.0]
    missing = [promise(plan(world).evses[0]).missing_wh for world in (known, metered, told, plain)]
    assert missing == pytest.approx([0, 0, 0, 20_000 - 2 * 16 * 230], abs=300)


@pytest.mark.parametrize(("station_w", "phases", "watts"), [(230.0, 3, 230), (690.0, 1, 230), (690.0, 3, 690)])
def test_before_the_meter_speaks_the_lesser_guess_counts(station_w: float, phases: int, watts: float) -> None:
    station = StationState("cp0", "CP0", frozenset({1}), watts_per_a=station_w)
    running = RunningSession("tx", "1", 1, START, token_key="tag")
    outlet = Outlet(("cp0", 1), station, Control(), session=running)
    habits = Habits((Visit("tag", START - timedelta(days=1), 3600, 7000.0, phases=phases),))
    state = SiteState(site_of(32.0), (), (station,), START, habits=habits)
    assert car(state, outlet, CarMemory()).watts_per_a == watts


def test_a_state_of_charge_is_reckoned_with_the_capacity_that_was_learned() -> None:
    world = depot(32.0, said(hours=4, soc_percent=80))
    world.tell(world.chargers[0], soc_percent=60.0, token_key="tag")
    world.habits = Habits((Visit("tag", START - timedelta(days=1), 3600, 7000.0, battery_wh=50_000.0),))
    world.settle()
    made = promise(plan(world).evses[0])
    assert (made.wanted_wh, made.goal.battery_wh) == (10_000, 50_000)
    assert (made.goal.source, made.goal.capacity_source) == (GoalSource.OPERATOR, GoalSource.LEARNED)
    assert plan(world).problems == ()


@pytest.mark.parametrize(
    ("members", "lacking"),
    [
        ({"soc_percent": 80}, "what its battery holds"),
        ({"soc_percent": 80, "battery_wh": 50_000}, "its state of charge"),
    ],
)
def test_a_state_of_charge_that_cannot_be_reckoned_is_said(members: dict[str, Any], lacking: str) -> None:
    world = depot(32.0, said(hours=4, **members))
    world.settle()
    wanted = promise(plan(world).evses[0]).wanted_wh
    assert plan(world).problems == (
        f"CP0 EVSE 1 is to have 80 %, but {lacking} is not known: planned with {wanted / 1000:.1f} kWh",
    )
