"""Where running cars fill a limit, what every other car is told by its station is 0 A, for as long as the plans run."""

from datetime import timedelta

import pytest

from csms.domain.goals import Goal, GoalSource
from csms.domain.operations import SetChargingProfile
from csms.domain.plans import SitePlan
from tests.unit.scheduling.simulated_site import Charger, SimulatedSite, site_of

FIVE_HOURS = 60


def depot(cars: int, *chargers: Charger) -> SimulatedSite:
    world = SimulatedSite(site_of(30.0), list(chargers) or [Charger(f"cp{i}", 1) for i in range(3)])
    for charger in world.chargers[:cars]:
        world.start(charger, 1)
    return world


def held(world: SimulatedSite) -> list[float]:
    """What a car would be told that came to each station now, its link being away."""
    return [charger.draws(1, world.now, with_inbox=False, next_car=True) for charger in world.chargers]


def limits(world: SimulatedSite) -> list[float]:
    return [c.obeys(evse, world.now, with_inbox=False) for c in world.chargers for evse in c.sessions]


def told(world: SimulatedSite) -> list[tuple[str, int]]:
    """The stations and EVSEs that one run has something to say to; all of it is taken."""
    orders = [order for order in world.replan() if isinstance(order.operation, SetChargingProfile)]
    world.deliver_all()
    return [(order.station_key, order.operation.evse) for order in orders]


def problems(world: SimulatedSite) -> tuple[str, ...]:
    assert world.plan is not None
    return world.plan.problems


def test_idle_evses_are_held_before_their_current_goes_to_a_car() -> None:
    world = depot(cars=0)
    world.settle()
    assert held(world) == [10.0] * 3
    world.start(world.chargers[0], 1)
    assert told(world) == [("cp1", 0), ("cp2", 0)]
    assert (held(world), world.load(None, world.now, guarded=world.guarded)) == ([10.0, 0.0, 0.0], 10.0)
    assert told(world) == [("cp0", 1)]
    assert (limits(world), told(world), problems(world)) == ([30.0], [], ())


def test_nobody_is_held_where_everything_fits() -> None:
    world = depot(cars=3)
    world.settle()
    assert [len(charger.fail_safe.periods) for charger in world.chargers if charger.fail_safe] == [1, 1, 1]


def test_a_car_that_comes_to_a_held_evse_is_given_its_current_as_soon_as_the_others_are_lowered() -> None:
    world = depot(cars=1)
    world.settle()
    world.start(world.chargers[1], 1)
    assert limits(world) == [30.0, 0.0]
    assert told(world) == [("cp0", 1)]
    assert world.plan is not None
    assert not world.plan.over_limit
    assert told(world) == [("cp1", 1)]
    assert limits(world) == [15.0, 15.0]


def test_a_hold_is_renewed_while_it_is_needed_and_ends_by_itself_when_it_is_not() -> None:
    world, said = depot(cars=1), []
    world.settle()
    for index in range(FIVE_HOURS):
        world.now += timedelta(minutes=5)
        if orders := told(world):
            said.append((5 * index + 5, orders))
            world.settle()
        assert (limits(world), held(world)[1:]) == ([30.0], [0.0, 0.0])
    holds = [("cp1", 0), ("cp2", 0)]
    assert said == [(105, holds), (125, [("cp0", 1)]), (210, holds), (240, [("cp0", 1)])]
    world.chargers[0].end(1)
    for _ in range(FIVE_HOURS):
        world.now += timedelta(minutes=5)
        assert told(world) == []
    assert held(world) == [10.0] * 3


def test_without_a_limit_the_hold_goes_with_the_fail_safe() -> None:
    world = depot(cars=1)
    world.settle()
    world.site = site_of(None)
    world.settle()
    world.start(world.chargers[1], 1)
    assert [charger.fail_safe for charger in world.chargers] == [None] * 3
    assert limits(world)[1] == 32.0


@pytest.mark.parametrize("needs", [{"max_periods": 1}, {"absolute_profiles": False}])
def test_a_station_that_takes_no_hold_keeps_room_for_its_fail_safe(needs: dict[str, int | bool]) -> None:
    able = [Charger(f"cp{i}", 1) for i in range(2)]
    world = depot(1, *able, Charger("cp2", 1, **needs))  # type: ignore[arg-type]
    world.settle()
    assert (limits(world), held(world)) == ([20.0], [20.0, 0.0, 10.0])
    assert problems(world) == ("CP2 takes no hold: a car that may come there is counted with its fail-safe",)


def test_a_station_that_refuses_its_hold_is_spared_for_a_day() -> None:
    world = depot(cars=0)
    world.settle()
    world.start(world.chargers[0], 1)
    refused = []
    for minute in range(30):
        world.now += timedelta(minutes=1)
        world.replan()
        if world.chargers[1].inbox:
            refused.append(minute)
            world.deliver(world.chargers[1], taken=False)
        world.deliver_all()
    assert refused == [0, 2]
    assert (limits(world), held(world)) == ([20.0], [20.0, 10.0, 0.0])
    assert problems(world) == ("CP1 takes no hold: a car that may come there is counted with its fail-safe",)
    world.plan = SitePlan.from_dict(world.plan.to_dict()) if world.plan else None
    world.now += timedelta(days=1, minutes=1)
    world.settle()
    assert (limits(world), held(world)) == ([30.0], [30.0, 0.0, 0.0])


def test_a_car_whose_station_takes_no_profile_of_a_session_is_freed_of_the_hold() -> None:
    world = depot(cars=1)
    world.settle()
    world.start(world.chargers[1], 1)
    seen = []
    for _ in range(12):
        world.now += timedelta(minutes=1)
        world.replan()
        for charger in world.chargers:
            while charger.inbox:
                deaf = charger.key == "cp1" and bool(charger.inbox[0].operation.evse)
                world.deliver(charger, taken=not deaf)
        seen.append(limits(world)[1])
        assert world.load(None, world.now, guarded=world.guarded) <= 30.0
    assert (seen[0], limits(world)) == (0.0, [20.0, 10.0])


def test_a_station_with_an_unheard_session_is_not_held() -> None:
    """It would stop a car that has nothing else to go by."""
    world = depot(1, Charger("cp0", 1), Charger("cp1", 2))
    world.settle()
    world.start(world.chargers[1], 1)
    world.now += timedelta(hours=5)
    told(world)
    assert held(world)[1] > 0.0
    world.settle()
    assert limits(world) == [15.0, 15.0]
    assert held(world)[1] == 15.0
    assert world.chargers[1].draws(2, world.now, with_inbox=False, next_car=True) == 0.0


def test_a_car_that_waits_for_room_has_the_one_that_gave_way_held() -> None:
    """What it is to have counts, not what hysteresis leaves it with until there is room."""
    world = SimulatedSite(site_of(20.0), [Charger("cp0", 1), Charger("cp1", 1)])
    for charger in world.chargers:
        world.start(charger, 1)
    world.settle()
    goal = Goal(GoalSource.OPERATOR, 7000.0, departure=world.now + timedelta(hours=1.6))
    world.tell(world.chargers[0], 1, goals=(goal,))
    world.settle()
    assert (limits(world), held(world)[1]) == ([20.0, 0.0], 0.0)
