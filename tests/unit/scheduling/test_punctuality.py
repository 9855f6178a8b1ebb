"""A site learns whether its drivers stay as long as they say, and feeds the hungry sooner where they do not."""

from datetime import timedelta

import pytest

from csms.domain.goals import Goal, GoalSource
from csms.scheduling import Punctuality
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of

HOUR = timedelta(hours=1)


def test_who_leaves_within_a_margin_of_the_time_said_or_after_it_is_punctual() -> None:
    seen = Punctuality().seen([START + HOUR, START + timedelta(minutes=14), START, START - HOUR], START)
    assert (seen.cars, seen.early) == (9.0, 1.5)


def test_what_drivers_did_long_ago_is_forgotten() -> None:
    seen = Punctuality()
    for _ in range(500):
        seen = seen.seen([START + HOUR], START)
    assert seen.early_share > 0.95
    for _ in range(500):
        seen = seen.seen([START], START)
    assert seen.cars == pytest.approx(200.0)
    assert seen.early_share < 0.1


def test_the_planner_learns_it_from_sessions_that_end() -> None:
    world = SimulatedSite(site_of(32.0), [Charger(f"cp{n}", 1) for n in range(3)])
    for charger, hours in zip(world.chargers, (1, 6, None), strict=True):
        departure = START + timedelta(hours=hours) if hours else None
        world.start(charger, 1, goals=(Goal(GoalSource.DRIVER, 9_000.0, departure=departure),))
    world.settle()
    assert world.plan is not None
    assert world.plan.memory["punctuality"] == {"cars": 5.0, "early": 0.5}
    for charger in world.chargers:
        charger.end(1)
    world.now += HOUR
    world.settle()
    world.settle()
    assert world.plan.memory["punctuality"] == {"cars": 7.0, "early": 1.5}, (
        "each counts once, and only where it said so"
    )
