"""The safety argument, against stations that accept, refuse, answer late, never answer, reboot and vanish."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain import clock
from csms.domain.plans import EvseState
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Node
from tests.unit.scheduling.simulated_site import Charger, SimulatedSite, site_of

LIMITS = [None, 0.0, 6.0, 13.0, 16.5, 24.0, 30.0, 48.0, 70.0]
STEPS = 40


def build(random: Random) -> SimulatedSite:
    nodes = random.choice([(), (Node("row", 20.0),), (Node("row", 10.0), Node("half", 7.5, "row"))])
    chargers = [Charger(f"cp{i}", 1 + i % 2, nodes[-1].id if nodes and i < 2 else None) for i in range(4)]
    world = SimulatedSite(site_of(random.choice(LIMITS[4:]), nodes, random.choice([None, None, False])), chargers)
    for charger in world.chargers[: random.randrange(5)]:
        world.start(charger, 1)
    plan(world, random)
    world.deliver_all()
    return world


def a_car_comes_or_goes(world: SimulatedSite, random: Random) -> None:
    charger = random.choice(world.chargers)
    evse = random.randint(1, charger.evses)
    if evse in charger.sessions:
        charger.end(evse)
    elif charger.online:
        world.start(charger, evse)


def a_limit_changes(world: SimulatedSite, random: Random) -> None:
    world.site = site_of(random.choice(LIMITS), world.site.nodes, world.site.fail_safe)


def a_limit_is_booked_or_cancelled(world: SimulatedSite, random: Random) -> None:
    start = world.now + timedelta(minutes=random.randint(-30, 200))
    end = start + timedelta(minutes=random.randint(1, 100))
    booked = Schedule(
        "o", "site", "", "", random.choice([0.0, 10.0, 20.0]), Recurrence.ONCE,
        starts_at=clock.to_text(start), ends_at=clock.to_text(end),
    )  # fmt: skip
    world.schedules = [] if world.schedules else [booked]


def a_station_reboots(world: SimulatedSite, random: Random) -> None:
    world.reboot(random.choice(world.chargers), truly=random.random() < 0.7)


def a_link_goes_or_comes_back(world: SimulatedSite, random: Random) -> None:
    charger = random.choice(world.chargers)
    charger.online = not charger.online


def time_passes(world: SimulatedSite, random: Random) -> None:
    world.now += timedelta(seconds=random.choice([1, 31, 61, 120, 900, 3700, 9000]))


def deadlines_pass(world: SimulatedSite, random: Random) -> None:
    world.now += timedelta(seconds=31)
    world.time_out()


def a_message_arrives(world: SimulatedSite, random: Random) -> None:
    waiting = [charger for charger in world.chargers if charger.inbox]
    if waiting:
        taken, answered = random.random() < 0.6, random.random() < 0.6
        world.deliver(random.choice(waiting), taken, answered, forgets=answered and random.random() < 0.3)


def a_message_is_lost(world: SimulatedSite, random: Random) -> None:
    waiting = [charger for charger in world.chargers if charger.inbox]
    if waiting:
        random.choice(waiting).inbox.pop(0)


def an_answer_comes_late(world: SimulatedSite, random: Random) -> None:
    waiting = [charger for charger in world.chargers if charger.unanswered]
    if waiting:
        world.answer_late(random.choice(waiting))


def all_messages_arrive(world: SimulatedSite, random: Random) -> None:
    world.deliver_all()


def plan(world: SimulatedSite, random: Random) -> None:
    """No run raises any limit's worst case past it, or further past it: also one that dies while it sends."""
    known = world.moments()
    before = world.worst_case(known)
    world.replan(sent=random.choice([None, None, None, None, 0, 1, 2]))
    for (node, moment), load in world.worst_case(world.moments()).items():
        earlier = max(at for at in known if at <= moment)
        assert load <= max(world.limits_at(moment)[node], before[node, earlier]) + 1e-6, (node, moment)


EVENTS: dict[Callable[[SimulatedSite, Random], None], int] = {
    plan: 12,
    a_message_arrives: 8,
    a_car_comes_or_goes: 4,
    all_messages_arrive: 2,
    time_passes: 3,
    deadlines_pass: 3,
    a_message_is_lost: 2,
    an_answer_comes_late: 2,
    a_station_reboots: 1,
    a_link_goes_or_comes_back: 1,
    a_limit_changes: 1,
    a_limit_is_booked_or_cancelled: 1,
}


@given(st.integers(0, 2**63))
@settings(max_examples=60)
def test_no_order_of_answers_losses_and_runs_raises_a_sum_past_its_limit(seed: int) -> None:
    play(seed)


def test_a_profile_taken_before_a_reboot_and_answered_long_after_it() -> None:
    """The seed that found it: the answer came late, the boot had taken the profile away in between."""
    play(1944)


def play(seed: int) -> None:
    random = Random(seed)
    world = build(random)
    for event in random.choices(list(EVENTS), list(EVENTS.values()), k=STEPS):
        event(world, random)
    settle(world)


def settle(world: SimulatedSite) -> None:
    """Once all stations answer, from any state: the plan is reached, every limit holds, and then there is silence."""
    for charger in world.chargers:
        charger.online = True
    world.deliver_all()
    for wait_s in [31, 7200, *[61] * 8]:
        world.now += timedelta(seconds=wait_s)
        world.time_out()
        world.replan()
        world.deliver_all()
    world.now += timedelta(seconds=1)
    assert world.replan() == []
    plan = world.plan
    assert plan is not None
    assert (plan.over_limit, plan.problems) == (False, ())
    assert all(evse.state in (EvseState.IN_FORCE, EvseState.UNLIMITED) for evse in plan.evses)
    for moment in world.moments():
        if moment < world.now + timedelta(hours=2):
            limits = world.limits_at(moment)
            assert all(world.load(node, moment) <= limit + 1e-6 for node, limit in limits.items())
            for evse in plan.evses:
                charger = next(c for c in world.chargers if c.key == evse.station_key)
                planned = [step.limit_a for step in evse.planned if step.start <= moment][-1]
                assert charger.obeys(evse.evse, moment, with_inbox=False) == pytest.approx(planned, abs=0.1001)
