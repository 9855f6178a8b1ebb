"""What is booked, and what stations and cars tell of themselves, in the plan of a site."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain import clock
from csms.domain.bookings_over import Subject, quiet_over
from csms.domain.ev_needs import EvNeeds
from csms.domain.external_limits import ExternalLimit
from csms.domain.goals import GoalSource
from csms.domain.loads import KnownLoad, Reading
from csms.domain.operations import SetChargingProfile
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Strategy
from csms.domain.steps import Step, value_at
from csms.scheduling.run import HORIZON
from csms.scheduling.tariffs import tariff
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of

HOUR = timedelta(hours=1)


def depot(limit_a: float | None = None, cars: int = 2, **site: Any) -> SimulatedSite:
    world = SimulatedSite(site_of(limit_a, **site), [Charger(f"cp{i}", 1) for i in range(cars)])
    for index, charger in enumerate(world.chargers):
        world.start(charger, 1, token_key=f"tag-{index}", group_key="vans" if index else None)
    return world


def booked(start_h: float, end_h: float, **members: Any) -> Schedule:
    starts, ends = (clock.to_text(START + hours * HOUR) for hours in (start_h, end_h))
    return Schedule("b", "site", "", "", members.pop("limit_a", None), Recurrence.ONCE, starts, ends, **members)


def limits(world: SimulatedSite, hours: float = 0) -> list[float]:
    moment = world.now + hours * HOUR
    return [charger.obeys(1, moment, with_inbox=False) for charger in world.chargers]


def test_quiet_hours_bind_even_where_nothing_else_does() -> None:
    world = depot()
    world.schedules = [booked(1, 2, quiet_a=0.0, station="CP0")]
    world.settle()
    assert [limits(world, hours) for hours in (0, 1, 1.9, 2)] == [[32, 32], [0, 32], [0, 32], [32, 32]]
    world.schedules = [booked(-1, 3, quiet_a=8.05, token_group="vans")]
    world.settle()
    assert [limits(world, hours) for hours in (0, 3)] == [[32, 8], [32, 32]]


def test_a_booked_priority_comes_first_under_scarcity() -> None:
    world = depot(limit_a=10.0)
    world.schedules = [booked(-1, 5, priority=5.0, token="TAG-1")]
    world.settle()
    first, second = limits(world)
    assert second > first
    world.schedules = [booked(-1, 5, priority=5.0, station="CP0")]
    world.settle()
    first, second = limits(world)
    assert first > second


def test_a_booked_target_is_a_promise() -> None:
    world = depot(limit_a=32.0)
    world.schedules = [booked(-1, 5, energy_wh=9000.0, station="CP1")]
    world.settle()
    assert world.plan is not None
    [promise] = [evse.promise for evse in world.plan.evses if evse.station_key == "cp1"]
    assert promise is not None
    assert (promise.goal.source, promise.goal.energy_wh) == (GoalSource.SCHEDULE, 9000.0)
    assert promise.goal.departure == START + 5 * HOUR


def test_a_booked_price_counts_in_place_of_the_series() -> None:
    world = depot()
    world.schedules = [booked(1, 2, price_per_kwh=Decimal("0.5")), booked(2, 3, price_per_kwh=Decimal("1.5"))]
    found = tariff(world.state(), [START, START + HOUR, START + 2 * HOUR], START + 3 * HOUR, 0.0)
    assert found.price_per_kwh == (1.0, 0.5, 1.5)


def test_cars_charge_when_it_is_booked_cheap() -> None:
    world = depot(limit_a=32.0, cars=1, strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    cheap, dear = booked(2, 4, price_per_kwh=Decimal("0.1")), booked(-1, 2, price_per_kwh=Decimal(1))
    world.schedules = [cheap, dear, booked(-1, 5, energy_wh=7000.0, station="CP0")]
    world.settle()
    assert world.plan is not None
    [evse] = world.plan.evses
    assert value_at(evse.planned, world.now) == 0
    assert value_at(evse.planned, world.now + 2.5 * HOUR) > 0


def test_others_limits_leave_the_rest_to_cars_elsewhere() -> None:
    world = depot(limit_a=32.0)
    for hold in (0, 1):
        limit = ExternalLimit("EMS", hold, "", (Step(START - HOUR, 8.0), Step(START + HOUR, float("inf"))))
        world.chargers[0].external_limits = (limit,)
        world.settle()
        assert limits(world) == [8, 24]
        assert limits(world, 1) == [16, 16]


def test_a_car_gets_what_it_can_take_and_a_profile_for_its_needs() -> None:
    world = depot(limit_a=60.0)
    world.settle()
    assert world.settle() == 0
    world.now += timedelta(seconds=30)
    needs = EvNeeds(clock.to_text(world.now), max_a=10.0, min_a=8.0, max_periods=2)
    world.tell(world.chargers[0], ev_needs=needs)
    orders = [order.operation for order in world.replan()]
    profiles = [order.profile for order in orders if isinstance(order, SetChargingProfile)]
    assert profiles[0].periods[0].limit == 10.0
    assert all(len(profile.periods) <= 2 for profile in profiles[:1])
    world.deliver_all()
    world.settle()
    assert limits(world)[0] == 10.0
    assert world.settle() == 0, "once for each time it tells them"


def test_an_unlimited_car_is_sent_a_profile_for_its_needs() -> None:
    world = depot(cars=1)
    assert world.settle() == 0
    world.tell(world.chargers[0], ev_needs=EvNeeds(clock.to_text(world.now)))
    assert world.settle() == 1
    assert limits(world) == [32]


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(-2, 10), st.integers(1, 6), st.sampled_from([0.0, 6.0, 9.5]))),
    st.integers(20, 90),
    st.integers(0, 60),
)
def test_whatever_is_booked_binds_at_every_moment(
    rows: list[tuple[int, int, int, float]], limit_a: int, load_a: int
) -> None:
    """Quiet hours (station, first and number of quarters, A) beside a building's load under the connection."""
    world = depot(limit_a=float(limit_a), cars=3)
    world.building = KnownLoad((Reading(world.now, load_a, load_a * 690.0),))
    world.schedules = [
        booked(start / 4, (start + length) / 4, quiet_a=level, station=f"CP{car}") for car, start, length, level in rows
    ]
    world.settle()
    zone = ZoneInfo("UTC")
    for moment in world.moments():
        obeyed = [charger.obeys(1, moment, with_inbox=False) for charger in world.chargers]
        for charger, level in zip(world.chargers, obeyed, strict=True):
            [quiet_a] = quiet_over(world.schedules, zone, Subject(charger.key), [moment])
            assert level <= quiet_a or moment >= world.now + HORIZON
        assert sum(obeyed) <= max(0, limit_a - load_a) + 1e-6
