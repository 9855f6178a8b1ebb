"""A station that accepts and does not obey: seen, counted, and planned around."""

from datetime import timedelta

from csms.domain.profile_deviations import LASTS
from tests.unit.scheduling.simulated_site import Charger, SimulatedSite, site_of

LATER = timedelta(minutes=2)


def depot() -> SimulatedSite:
    world = SimulatedSite(site_of(60.0), [Charger(f"cp{i}", 1) for i in range(3)])
    for charger in world.chargers:
        world.start(charger, 1)
    world.settle()
    return world


def measure(world: SimulatedSite, *measured_a: float, after: timedelta = LATER) -> int:
    """Every car's meter speaks; the number of messages that it takes."""
    world.now += after
    for charger, current_a in zip(world.chargers, measured_a, strict=True):
        world.tell(charger, measured_a=current_a, measured_at=world.now)
    return world.settle()


def limits(world: SimulatedSite) -> list[float]:
    return [charger.obeys(1, world.now, with_inbox=False) for charger in world.chargers]


def deviations(world: SimulatedSite) -> list[tuple[float, bool] | None]:
    assert world.plan is not None
    found = [evse.deviation for evse in world.plan.evses]
    return [(one.measured_a, one.lasts) if one else None for one in found]


def test_its_true_draw_is_counted_and_the_others_get_the_rest() -> None:
    world = depot()
    assert limits(world) == [20.0] * 3
    assert measure(world, 30.0, 20.0, 20.0) == 0
    assert deviations(world) == [(30.0, False), None, None], "a car may be slow to follow"
    measure(world, 30.0, 20.0, 20.0, after=LASTS)
    assert deviations(world) == [(30.0, True), None, None]
    assert limits(world) == [20.0, 15.0, 15.0]
    assert world.plan is not None
    assert (world.plan.over_limit, world.plan.evses[0].bound_a) == (False, 30.0)
    assert [problem for problem in world.plan.problems if "CP0" in problem] == [
        "CP0 EVSE 1 draws 30.0 A where it may draw 20.0 A, since 2026-06-01T12:03:40.000Z"
    ]
    assert measure(world, 30.0, 15.0, 15.0) == 0, "nothing is said again and again"


def test_one_that_obeys_again_is_planned_as_before() -> None:
    world = depot()
    for _ in range(3):
        measure(world, 30.0, 20.0, 20.0)
    assert deviations(world)[0] == (30.0, True)
    measure(world, 19.5, 15.0, 15.0)
    assert deviations(world) == [None] * 3
    assert limits(world) == [20.0] * 3


def test_a_reading_of_before_the_profile_accuses_nobody() -> None:
    world = SimulatedSite(site_of(60.0), [Charger("cp0", 1), Charger("cp1", 1)])
    world.start(world.chargers[0], 1, measured_a=32.0, measured_at=world.now)
    world.start(world.chargers[1], 1)
    world.settle()
    world.now += timedelta(seconds=30)
    world.tell(world.chargers[0], measured_a=32.0, measured_at=world.now)
    world.settle()
    assert deviations(world) == [None, None]
