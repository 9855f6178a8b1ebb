"""Stations that set whole amperes only, or nothing below what is more than 6 A: they are told what they can do."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain import clock
from csms.domain.ev_needs import EvNeeds
from csms.domain.goals import Goal, GoalSource
from csms.domain.operations import SetChargingProfile
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Strategy
from csms.scheduling.planner import Order
from tests.unit.scheduling import test_release_property as release
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of


def row(limit_a: float, cars: int, *, goals: bool = False, **takes: float) -> SimulatedSite:
    world = SimulatedSite(site_of(limit_a), [Charger(f"cp{i}", 1, **takes) for i in range(3)])  # type: ignore[arg-type]
    world.settle()
    for number, charger in enumerate(world.chargers[:cars]):
        goal = Goal(GoalSource.OPERATOR, 9000.0 + 4000 * number, departure=START + timedelta(hours=2))
        world.start(charger, 1, goals=(goal,) if goals else ())
    world.settle()
    return world


def obeyed(world: SimulatedSite) -> list[float]:
    return [c.obeys(evse, world.now, with_inbox=False) for c in world.chargers for evse in c.sessions]


@pytest.mark.parametrize("goals", [False, True])
def test_whole_amperes_are_shared_in_whole_amperes(goals: bool) -> None:
    world = row(32.5, 3, goals=goals, step_a=1.0)
    assert all(level == int(level) for level in obeyed(world))
    assert sum(obeyed(world)) == (32 if goals else 30), "a share is equal; a plan gives the rest to somebody"
    assert [c.fail_safe.periods[-1].limit for c in world.chargers if c.fail_safe] == [10.0] * 3


@pytest.mark.parametrize("goals", [False, True])
def test_a_station_that_needs_more_is_given_that_or_nothing(goals: bool) -> None:
    world = row(32.0, 3, goals=goals, min_a=13.0)
    charging = [level for level in obeyed(world) if level > 0]
    assert min(charging) >= 13
    assert sum(charging) == 32
    assert [c.fail_safe.periods[-1].limit for c in world.chargers if c.fail_safe] == [0.0] * 3, "10.6 A are too few"


@pytest.mark.parametrize(
    ("takes", "at_once", "at_last"),
    [({"step_a": 3.0}, 6.0, 18.0), ({"min_a": 10.0}, 0.0, 20.0), ({"min_a": 7.0, "step_a": 5.0}, 0.0, 20.0)],
)
def test_what_others_leave_is_given_as_far_as_it_can_be_set(
    takes: dict[str, float], at_once: float, at_last: float
) -> None:
    """Until the first has answered that it was lowered, 8 A are free."""
    world = SimulatedSite(site_of(40.0), [Charger("cp0", 1), Charger("cp1", 1, **takes)])  # type: ignore[arg-type]
    world.start(world.chargers[0], 1)
    world.settle()
    assert obeyed(world) == [32.0]
    world.start(world.chargers[1], 1)
    world.replan()
    world.deliver(world.chargers[0], answered=False)
    while world.chargers[1].inbox:
        world.deliver(world.chargers[1])
    assert obeyed(world) == [20.0, at_once]
    world.answer_late(world.chargers[0])
    world.settle()
    assert obeyed(world) == [20.0, at_last]


@pytest.mark.parametrize("goals", [False, True])
def test_what_others_allow_and_what_a_car_takes_is_set_in_whole_amperes(goals: bool) -> None:
    """Quiet hours of 8.7 A at one, needs of 9.9 A at another, and a third that was seen to take 11.4 A."""
    world = row(90.0, 3, goals=goals, step_a=1.0)
    starts, ends = (clock.to_text(START + hours * timedelta(hours=1)) for hours in (-1, 2))
    world.schedules = [Schedule("q", "site", "", "", None, Recurrence.ONCE, starts, ends, quiet_a=8.7, station="CP0")]
    world.now += timedelta(minutes=5)
    world.tell(world.chargers[1], ev_needs=EvNeeds(clock.to_text(world.now), max_a=9.9))
    world.tell(world.chargers[2], measured_a=11.4, measured_at=world.now, delivered_wh=200.0)
    world.settle()
    assert obeyed(world)[:2] == [8.0, 9.0]
    if goals:
        assert world.plan is not None
        left = [evse.promise.wanted_wh - evse.promise.missing_wh for evse in world.plan.evses if evse.promise]
        hours = (START + timedelta(hours=2) - world.now) / timedelta(hours=1)
        assert left[:2] == [pytest.approx(level * 230 * hours, abs=1) for level in (8, 9)], "no more is promised"
    else:
        assert obeyed(world)[2] == 13.0, "an ampere more than it took, and on to the next whole one"


@given(st.integers(0, 2**63))
@settings(max_examples=25, deadline=None)
def test_no_station_is_ever_told_what_it_cannot_set(seed: int) -> None:
    random = Random(seed)
    takes = [random.choice([(6.0, 0.1), (6.0, 1.0), (10.0, 0.5), (13.0, 4.0)]) for _ in range(4)]
    chargers = [Charger(f"cp{i}", 1 + i % 2, None, *took) for i, took in enumerate(takes)]
    limit_a, strategy = random.choice(release.LIMITS), random.choice(list(Strategy))
    world = SimulatedSite(site_of(limit_a, strategy=strategy), chargers)
    for event in random.choices(list(release.GOALS), list(release.GOALS.values()), k=release.STEPS):
        event(world, random)
        check(world, (order for charger in world.chargers for order in charger.inbox))
    release.come_to_rest(world)
    release.hold_every_limit(world)


def check(world: SimulatedSite, orders: Iterable[Order]) -> None:
    by_key = {charger.key: charger for charger in world.chargers}
    for order in orders:
        charger, operation = by_key[order.station_key], order.operation
        if isinstance(operation, SetChargingProfile):
            for period in operation.profile.periods:
                steps = period.limit / charger.step_a
                assert period.limit == 0 or period.limit >= charger.min_a
                assert steps == pytest.approx(round(steps), abs=1e-6), (period.limit, charger)
