"""How much is said: a plan that hardly changed sends nothing, and a day of an even site takes few messages."""

from datetime import timedelta
from random import Random

import pytest

from csms.domain.external_limits import ExternalLimit
from csms.domain.goals import Goal, GoalSource
from csms.domain.steps import Step
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of

RUNS = timedelta(minutes=5)


def depot(random: Random, count: int) -> SimulatedSite:
    world = SimulatedSite(site_of(20.0 * count / 2), [Charger(f"cp{i}", 1) for i in range(count)])
    for charger in world.chargers:
        departure = START + timedelta(hours=random.randint(3, 30))
        goal = Goal(GoalSource.OPERATOR, random.randint(5, 30) * 1000.0, departure=departure)
        world.start(charger, 1, goals=(goal,))
    return world


def draw(world: SimulatedSite, random: Random) -> None:
    """All draw what they may, give or take what a meter shows, until they have all they want."""
    for charger in world.chargers:
        session = charger.sessions[1]
        wanted_wh = session.goals[0].energy_wh or 0.0
        offered_a = charger.obeys(1, world.now, with_inbox=False)
        drawn_a = 0.0 if session.delivered_wh >= wanted_wh else offered_a
        delivered_wh = session.delivered_wh + drawn_a * 230 * (RUNS / timedelta(hours=1))
        shown_a = max(0.0, drawn_a + random.uniform(-0.2, 0.2))
        world.tell(
            charger, 1, measured_a=shown_a, measured_at=world.now + timedelta(minutes=2), delivered_wh=delivered_wh
        )
    world.now += RUNS


def day(hours: float) -> tuple[int, int]:
    """Messages sent, and runs without one."""
    random = Random(3)
    world, sent, silent = depot(random, 5), 0, 0
    while world.now < START + timedelta(hours=hours):
        count = world.settle()
        sent, silent = sent + count, silent + (count == 0)
        draw(world, random)
    return sent, silent


def test_a_day_takes_few_messages_and_many_runs_send_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sent, silent = day(1.5)
    monkeypatch.setattr("csms.scheduling.planner.steadied", lambda run, outlets, wanted, calm: wanted.levels)
    restless, _ = day(1.5)
    assert sent <= 0.6 * restless
    assert silent >= 18 / 3


def test_what_hardly_changed_is_not_said_again() -> None:
    random = Random(1)
    world = depot(random, 4)
    assert world.settle() > 0
    for _ in range(2):
        draw(world, random)
        assert world.settle() == 0


def test_a_limit_of_others_that_ends_is_no_reason_to_wait() -> None:
    """While somebody else holds the first car to 8 A the other has the rest; then it is first again, at once."""
    world = SimulatedSite(site_of(32.0), [Charger("cp0", 1), Charger("cp1", 1)])
    for charger, hours in zip(world.chargers, (2, 20), strict=True):
        goal = Goal(GoalSource.OPERATOR, 14_000.0, departure=START + timedelta(hours=hours))
        world.start(charger, 1, goals=(goal,))
    first = world.chargers[0]
    first.external_limits = (ExternalLimit("EMS", 1, "2026-06-01T12:01:00.000Z", (Step(START, 8.0),)),)
    world.settle()
    assert first.obeys(1, world.now, with_inbox=False) <= 8.0
    first.external_limits = ()
    world.now += RUNS
    world.settle()
    assert first.obeys(1, world.now, with_inbox=False) > 20.0


def test_what_was_held_too_high_for_a_new_limit_is_lowered_at_once_however_little() -> None:
    random = Random(1)
    world = depot(random, 4)
    world.settle()
    draw(world, random)
    world.site = site_of(39.5)
    assert world.settle() > 0
    assert world.load(None, world.now) <= 39.5
