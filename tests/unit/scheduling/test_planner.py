"""What one site's planner does, run by run, with stations that obey (simulated_site)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from csms.domain import clock
from csms.domain.charging_profiles import Kind, Purpose
from csms.domain.operations import SetChargingProfile
from csms.domain.plans import EvseState, SitePlan
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Node
from csms.scheduling.planner import replan
from csms.scheduling.site_state import SiteState
from tests.unit.scheduling.simulated_site import START, Charger, SimulatedSite, site_of


def depot(limit_a: float | None = 30.0, cars: int = 3, **site: object) -> SimulatedSite:
    world = SimulatedSite(site_of(limit_a, **site), [Charger(f"cp{i}", 1) for i in range(3)])  # type: ignore[arg-type]
    for charger in world.chargers[:cars]:
        world.start(charger, 1)
    return world


def booked(limit_a: float, starts_min: float, ends_min: float) -> Schedule:
    starts, ends = (clock.to_text(START + timedelta(minutes=minutes)) for minutes in (starts_min, ends_min))
    return Schedule("o", "site", "", "", limit_a, Recurrence.ONCE, starts_at=starts, ends_at=ends)


def limits(world: SimulatedSite) -> list[float]:
    """What each running session obeys now."""
    return [c.obeys(evse, world.now, with_inbox=False) for c in world.chargers for evse in c.sessions]


def fail_safes(world: SimulatedSite) -> list[float | None]:
    return [charger.fail_safe.periods[0].limit if charger.fail_safe else None for charger in world.chargers]


def plan(world: SimulatedSite) -> SitePlan:
    assert world.plan is not None
    return world.plan


def test_without_a_limit_nothing_is_said() -> None:
    world = depot(None)
    assert world.settle() == 0
    assert [evse.state for evse in plan(world).evses] == [EvseState.UNLIMITED] * 3
    assert not plan(world).in_force


def test_the_limit_is_shared_given_on_and_given_back() -> None:
    world = depot()
    assert world.settle() == 6
    assert (limits(world), fail_safes(world)) == ([10.0] * 3, [10.0] * 3)
    world.chargers[1].end(1)
    assert world.settle() == 3, "the idle EVSE is held before its current goes to the others"
    assert limits(world) == [15.0, 15.0]
    world.start(world.chargers[1], 1)
    world.settle()
    assert limits(world) == [10.0] * 3
    world.site = site_of(None)
    world.settle()
    assert (limits(world), fail_safes(world)) == ([32.0] * 3, [None] * 3)
    for _ in range(5):
        world.now += timedelta(hours=1)
        assert world.settle() == 0
    assert not plan(world).in_force


def test_a_raise_waits_for_the_lowering_that_makes_room() -> None:
    world = depot(30.0, cars=2, nodes=(Node("row", 10.0),), fail_safe=False)
    world.chargers[1].node_id = "row"
    world.settle()
    assert limits(world) == [20.0, 10.0]
    world.site = site_of(30.0, fail_safe=False)
    assert [order.station_key for order in world.replan()] == ["cp0"], "20 to 15"
    assert [order.station_key for order in world.replan()] == [], "it has not answered"
    world.deliver_all()
    assert [order.station_key for order in world.replan()] == ["cp1"], "10 to 15"
    world.deliver_all()
    assert limits(world) == [15.0, 15.0]


def test_a_car_under_a_fail_safe_of_nothing_waits_for_room_in_silence() -> None:
    world = depot(16.0, cars=1)
    world.settle()
    world.start(world.chargers[1], 1)
    assert [order.station_key for order in world.replan()] == ["cp0"], "16 to 8; the other is held at 0 already"
    assert [evse.state for evse in plan(world).evses] == [EvseState.PENDING, EvseState.PENDING]
    world.deliver_all()
    assert [order.station_key for order in world.replan()] == ["cp1"]


def test_a_fail_safe_is_raised_only_when_the_others_were_lowered() -> None:
    world = depot(30.0, cars=0, nodes=(Node("row", 5.0), Node("pair", 10.0)))
    for charger, node_id in zip(world.chargers, (None, "pair", "row"), strict=True):
        charger.node_id = node_id
    world.settle()
    assert fail_safes(world) == [15.0, 10.0, 0.0]
    world.site = site_of(30.0, nodes=(Node("row", 5.0),))
    world.settle()
    assert fail_safes(world) == [12.5, 12.5, 0.0]
    world.site = site_of(30.0, nodes=(Node("row", 5.0), Node("pair", 10.0)))
    assert [order.station_key for order in world.replan()] == ["cp1"]
    world.deliver_all()
    assert [order.station_key for order in world.replan()] == ["cp0"]


def test_a_fail_safe_is_not_raised_under_a_profile_that_outlasts_its_neighbours() -> None:
    """cp1's profile ends first; with 15 A to fall back to, cp0's 20 A would then be 5 A too much."""
    world = depot(30.0, cars=0, nodes=(Node("pair", 10.0), Node("row", 0.0)))
    for charger, node_id in zip(world.chargers, (None, "pair", "row"), strict=True):
        charger.node_id = node_id
    world.start(world.chargers[1], 1)
    world.settle()
    world.now += timedelta(minutes=10)
    world.start(world.chargers[0], 1)
    world.settle()
    assert (limits(world), fail_safes(world)) == ([20.0, 10.0], [20.0, 10.0, 0.0])
    world.site = site_of(30.0, nodes=(Node("row", 0.0),))
    tx, fail_safe = world.replan()
    assert (tx.station_key, fail_safe.station_key) == ("cp0", "cp0")
    world.chargers[0].inbox = [fail_safe]
    world.deliver_all()
    assert world.replan() == []
    assert world.worst_case(world.moments())[None, world.moments()[-1]] <= 30.0


def test_a_raise_goes_out_as_far_as_the_others_leave_room() -> None:
    world = depot(cars=3)
    world.settle()
    world.chargers[0].end(1)
    world.chargers[1].online = False
    world.now += timedelta(minutes=1)
    world.settle()
    assert limits(world) == [10.0, 20.0]
    world.chargers[1].online = True
    world.replan()
    assert [len(charger.inbox) for charger in world.chargers] == [0, 0, 1], "the raise of cp1 finds no room yet"
    world.deliver_all()
    world.settle()
    assert limits(world) == [15.0, 15.0]


def test_a_limit_ahead_holds_from_its_exact_time() -> None:
    world = depot(None)
    world.schedules = [booked(21.0, 65.5, 97)]
    world.settle()
    seen = []
    for minutes in (0, 65.4, 65.5, 96.9, 97, 200):
        world.now = START + timedelta(minutes=minutes)
        seen.append(limits(world)[0])
    assert seen == [32.0, 32.0, 7.0, 7.0, 32.0, 32.0]


def test_nothing_is_said_twice_and_profiles_are_renewed_at_half_their_life() -> None:
    world, sent = depot(), []
    for minute in range(0, 600, 5):
        world.now = START + timedelta(minutes=minute)
        if count := world.settle():
            sent.append((minute, count))
        assert limits(world) == [10.0] * 3
    assert sent == [(0, 6), (125, 3), (250, 3), (375, 3), (500, 3)]


def test_the_same_site_gets_the_same_plan() -> None:
    def story() -> tuple[object, ...]:
        world = depot(13.0)
        world.settle()
        world.chargers[0].end(1)
        orders = world.replan()
        return orders, plan(world).to_dict()

    assert story() == story()


def test_cars_take_turns_where_there_is_too_little() -> None:
    world, seen = depot(13.0), []
    world.settle()
    for _ in range(3):
        seen.append(limits(world))
        world.now += timedelta(minutes=15)
    assert [sorted(row) for row in seen] == [[0.0, 6.5, 6.5]] * 3
    assert {row.index(0.0) for row in seen} == {0, 1, 2}
    assert fail_safes(world) == [0.0] * 3
    assert world.settle() == 0, "the turns of the next hours are in the profiles"


def test_a_node_binds_its_own_stations_and_those_of_the_nodes_below() -> None:
    world = depot(50.0, nodes=(Node("row", 24.0), Node("half", 7.0, "row")))
    for charger, node_id in zip(world.chargers, ("row", "half", None), strict=True):
        charger.node_id = node_id
    world.settle()
    assert limits(world) == [17.0, 7.0, 26.0]
    assert fail_safes(world) == [17.0, 7.0, 26.0]


def test_the_fail_safe_fits_the_lowest_limit_ever_booked() -> None:
    world = depot(60.0, cars=0)
    world.schedules = [booked(21.0, 3000, 3100)]
    world.settle()
    assert fail_safes(world) == [7.0] * 3
    world.now = START + timedelta(minutes=3101)
    world.settle()
    assert fail_safes(world) == [20.0] * 3


def test_far_from_the_booked_time_nobody_is_held_back_not_for_a_minute() -> None:
    world = depot(None, cars=1)
    world.schedules = [booked(21.0, 3000, 3100)]
    world.settle()
    assert fail_safes(world) == [7.0] * 3
    for hours in range(12):
        world.now = START + timedelta(hours=hours)
        assert limits(world) == [32.0]
        world.settle()


def test_the_switch_keeps_the_fail_safe_away_and_forces_it() -> None:
    world = depot(fail_safe=False)
    world.settle()
    assert (limits(world), fail_safes(world)) == ([10.0] * 3, [None] * 3)
    forced = depot(None, fail_safe=True)
    forced.settle()
    assert fail_safes(forced) == [32.0] * 3


def test_a_refusing_station_is_counted_with_its_fail_safe_and_tried_ever_more_rarely() -> None:
    world = depot(48.0)
    refuser, tries = world.chargers[0], []
    for minute in range(60):
        world.now = START + timedelta(minutes=minute)
        world.replan()
        for order in list(refuser.inbox):
            tries += [minute] * bool(order.operation.evse)
            world.deliver(refuser, taken=order.operation.evse == 0)
        world.deliver_all()
    assert tries == [0, 2, 5, 10, 19, 36]
    first = plan(world).evses[0]
    assert (first.state, first.bound_a) == (EvseState.REJECTED, 16.0)
    assert [text.split(";")[0] for text in plan(world).problems] == [
        "CP0 EVSE 1: profile rejected: Rejected",
        "CP0 takes no hold: a car that may come there is counted with its fail-safe",
    ]
    assert limits(world) == [16.0] * 3


def test_a_refusal_is_history_once_nothing_is_asked_any_more() -> None:
    world = depot(30.0, cars=1, fail_safe=False)
    world.replan()
    world.deliver(world.chargers[0], taken=False)
    world.settle()
    assert plan(world).evses[0].state is EvseState.REJECTED
    world.site = site_of(None)
    world.now += timedelta(minutes=5)
    assert world.settle() == 0
    assert plan(world).evses[0].state is EvseState.UNLIMITED
    assert not plan(world).in_force


def test_a_silent_station_is_counted_with_the_most_it_may_have_taken() -> None:
    world = depot()
    world.settle()
    world.chargers[1].end(1)
    world.replan()
    world.deliver_all()
    world.replan()
    world.chargers[0].inbox.clear()
    world.deliver_all()
    world.now += timedelta(seconds=31)
    world.time_out()
    world.settle()
    silent = plan(world).evses[0]
    assert (silent.state, silent.bound_a) == (EvseState.TIMED_OUT, 15.0)
    assert limits(world) == [10.0, 15.0]


def test_what_cannot_be_met_is_said() -> None:
    world = depot(20.0)
    world.chargers[0].online = False
    world.settle()
    assert limits(world) == [32.0, 0.0, 0.0]
    assert plan(world).over_limit
    assert plan(world).problems == (
        "CP0 EVSE 1 is offline: counted with 32.0 A",
        "CP0 is offline without a fail-safe profile: a car that starts there is not limited",
        "the site may draw 12.0 A more than its limit of 20.0 A now",
        "the site cannot be held to its limit from 2026-06-01T12:01:40.000Z: 12.0 A too much",
    )


def test_an_idle_station_out_of_sight_is_counted_with_its_hold_and_then_with_its_share() -> None:
    world = depot(cars=2)
    world.settle()
    assert limits(world) == [15.0, 15.0]
    world.chargers[2].online = False
    assert world.settle() == 0
    assert plan(world).problems == ("CP2 EVSE 1 is offline: counted with 0.0 A",)
    for _ in range(9):
        world.now += timedelta(minutes=30)
        world.settle()
    assert limits(world) == [10.0, 10.0]
    assert plan(world).problems == ("CP2 EVSE 1 is offline: counted with 10.0 A",)


@pytest.mark.parametrize("truly", [True, False])
def test_after_a_boot_the_profile_is_sent_again(truly: bool) -> None:
    world = depot(cars=2)
    world.settle()
    world.now += timedelta(seconds=1)
    world.reboot(world.chargers[0], truly)
    world.now += timedelta(seconds=1)
    assert [(order.station_key, type(order.operation)) for order in world.replan()] == [("cp0", SetChargingProfile)]
    assert plan(world).evses[0].bound_a == 15.0, "it may still hold the old one"
    world.deliver_all()
    assert world.settle() == 0
    assert limits(world) == [15.0, 15.0]


def test_the_profiles_are_what_stations_accept() -> None:
    world = depot()
    orders = [order.operation for order in world.replan()]
    profiles = [operation.profile for operation in orders if isinstance(operation, SetChargingProfile)]
    tx, fail_safe = profiles[0], profiles[-1]
    assert (tx.purpose, tx.kind, tx.stack_level, tx.transaction_id) == (Purpose.TX, Kind.ABSOLUTE, 1, "1")
    assert (tx.start_schedule, tx.duration_s) == ("2026-06-01T12:00:40.000Z", 4 * 3600 + 60)
    assert (fail_safe.purpose, fail_safe.stack_level, fail_safe.duration_s) == (Purpose.TX_DEFAULT, 0, None)
    assert len({profile.id for profile in profiles}) == 2, "one for EVSE 1, one for the fail-safe, at every station"


def test_a_profile_has_no_more_periods_than_stations_take() -> None:
    """One that is cut short is renewed at half of its own life, not in every run."""
    world = depot(13.0)
    dips = [(f"12:{minute:02}", f"12:{minute + 1:02}") for minute in range(2, 58, 2)]
    world.schedules = [
        Schedule(start, "site", "", "", 12.0, Recurrence.WEEKLY, weekdays=("mon",), start_time=start, end_time=end)
        for start, end in dips
    ]
    world.settle()
    profiles = [charger.tx_profiles[1] for charger in world.chargers]
    assert [len(profile.periods) for profile in profiles] == [24] * 3
    assert all((profile.duration_s or 0) < 3600 for profile in profiles)
    assert world.settle() == 0
    world.now += timedelta(minutes=20)
    assert world.settle() == 3


def test_a_station_that_left_is_freed_of_its_fail_safe() -> None:
    world = depot(cars=0)
    world.settle()
    state = world.state()
    left = tuple(replace(station, member=station.key != "cp0") for station in state.stations)
    after, orders = replan(SiteState(state.site, (), left, state.now), world.plan, world.commands, lambda: "m")
    kinds = {order.station_key: type(order.operation).__name__ for order in orders}
    assert kinds["cp0"] == "ClearChargingProfile"
    assert {slot.station_key: slot.limit_a for slot in after.fail_safes} == {"cp0": None, "cp1": 15.0, "cp2": 15.0}
