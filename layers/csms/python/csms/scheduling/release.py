"""From what the plan wants to what may be sent now: lowerings at once, raises as far as the others leave room.

The others are counted with the most that they may be obeying (`bounds`), so that no order of arrival, refusal
or loss of these messages lifts any limit's sum past it, or further past it than it already is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from csms.domain import clock, steps
from csms.domain.currents import round_up
from csms.domain.plans import Grant
from csms.scheduling import bounds
from csms.scheduling.bounds import EPSILON_A, Levels, Outlet, at
from csms.scheduling.problem import EvseId, Limit, total
from csms.scheduling.run import HORIZON, NEAR, Run
from csms.scheduling.sharing import Room, Want, share
from csms.scheduling.site_state import MAX_PERIODS, StationState

SAME_A = 0.1


def release(
    run: Run, outlets: Sequence[Outlet], targets: Levels, new_id: Callable[[], str], held: Collection[str] = ()
) -> list[Outlet]:
    """The outlets, those that get a new profile now with it as pending. `held`: stations that are to be held (holds),
    whose sessions all need one."""
    steerable = {outlet.evse for outlet in outlets if outlet.steerable(run.now) and not outlet.control.pending}
    wanted = {evse: levels for evse, levels in targets.items() if evse in steerable}
    highest, lowest = bounds.highest(outlets, run.times), bounds.lowest(outlets, run.times)
    released = releasable(run, wanted, highest, lowest)
    return [
        _next(run, outlet, released[outlet.evse], _goal(outlet, targets, released, held), new_id)
        if outlet.evse in steerable
        else outlet
        for outlet in outlets
    ]


def releasable(run: Run, wanted: Levels, highest: Levels, lowest: Levels) -> Levels:
    """What each EVSE of `wanted` may be given at each time; all may be obeying anything from lowest to highest."""
    by_key = {station.key: station for station in run.state.stations}
    stations = {evse: by_key[evse[0]] for evse in wanted}
    count = len(next(iter(wanted.values()), ()))
    released = [
        _release(stations, at(wanted, i), at(highest, i), at(lowest, i), _rooms(run.limits, i)) for i in range(count)
    ]
    return {evse: [step[evse] for step in released] for evse in wanted}


def must_send(run: Run, outlet: Outlet, released: Sequence[float], target: Sequence[float]) -> bool:
    """Whether the station must be told `released`.

    Yes where it may now obey more, or be held to less in the nearer half of the horizon, than `released`;
    and where it will need a profile that it does not hold, or half of whose life is over. What became of an
    accepted one after a failure only an answer can tell.
    """
    accepted, near = outlet.control.accepted, run.now + HORIZON / 2
    if accepted is not None and outlet.control.failure is not None:
        return True
    if _awaited_by_car(outlet):
        return True
    until = accepted.until if accepted and accepted.until else run.until
    rows = list(zip(run.times, released, outlet.obeyed(run.times), outlet.lowest(run.times), strict=True))
    if any(high - level > SAME_A / 2 for moment, level, high, _ in rows if moment < until):
        return True
    if any(level - low > SAME_A + EPSILON_A for moment, level, _, low in rows if moment < min(near, until)):
        return True
    limited = run.limited(outlet.evse)
    if accepted is None:
        # One that waits for others to be lowered has nothing to be told yet.
        soon = [goal - level for (moment, level, *_), goal in zip(rows, target, strict=True) if moment < run.now + NEAR]
        return limited and all(missing <= SAME_A for missing in soon)
    falls = any(level - low > SAME_A + EPSILON_A for moment, level, _, low in rows if moment >= until)
    return (limited or falls) and until - run.now < (until - accepted.steps[0].start) / 2


def grant(message_id: str, times: Sequence[datetime], levels: Sequence[float], max_periods: int) -> Grant:
    """A profile of these levels from now; it ends at the horizon, or where a station's store of periods may end."""
    wanted = steps.from_samples(times, levels)
    end = wanted[max_periods].start if len(wanted) > max_periods else times[0] + HORIZON
    return Grant(message_id, wanted[:max_periods], end, times[0])


def _goal(outlet: Outlet, targets: Levels, released: Levels, held: Collection[str]) -> list[float]:
    """What it waits for in silence where it holds no profile yet: nothing, if its station is to be held."""
    return (released if outlet.station.key in held else targets)[outlet.evse]


def _awaited_by_car(outlet: Outlet) -> bool:
    """A car that told its needs is sent a profile, whether or not it changes anything (2.0.1 K15.FR.07, K16.FR.12)."""
    needs, accepted = outlet.session.ev_needs if outlet.session else None, outlet.control.accepted
    if needs is None:
        return False
    return accepted is None or (accepted.sent_at or accepted.at) < clock.parse_stored(needs.at)


def _max_periods(outlet: Outlet) -> int:
    needs = outlet.session.ev_needs if outlet.session else None
    return min(outlet.station.max_periods, needs.max_periods if needs and needs.max_periods else MAX_PERIODS)


def _next(
    run: Run, outlet: Outlet, released: Sequence[float], target: Sequence[float], new_id: Callable[[], str]
) -> Outlet:
    control = outlet.control
    if must_send(run, outlet, released, target):
        control = replace(control, pending=grant(new_id(), run.times, released, _max_periods(outlet)))
    elif control.accepted is None and all(goal - level <= SAME_A for goal, level in zip(target, released, strict=True)):
        # Nothing holds, nothing is wanted and nothing waited for: an old refusal is history.
        control = replace(control, failure=None)
    return replace(outlet, control=control)


def _release(
    stations: Mapping[EvseId, StationState],
    target: dict[EvseId, float],
    highest: dict[EvseId, float],
    lowest: dict[EvseId, float],
    limits: list[Room],
) -> dict[EvseId, float]:
    """Below the highest is no raise where all fit; where they may not, only below the lowest surely is none."""
    tight = [limit.evses for limit in limits if total(highest, limit.evses) > limit.left_a + EPSILON_A]
    doubted = frozenset[EvseId]().union(*tight)
    target = {evse: min(level, lowest[evse]) if evse in doubted else level for evse, level in target.items()}
    raises = {evse: level for evse, level in target.items() if level > highest[evse] + EPSILON_A}
    others = highest.keys() - raises.keys()
    rooms = [Room(limit.evses, limit.left_a - total(highest, limit.evses & others)) for limit in limits]
    wants = [_raise(stations[evse], evse, highest[evse], level) for evse, level in raises.items()]
    return target | share(wants, rooms)


def _raise(station: StationState, evse: EvseId, held_a: float, target_a: float) -> Want:
    least_a = round_up(station.min_a, station.step_a)
    held = held_a >= least_a
    return Want(evse, held_a if held else least_a, target_a, held, station.step_a)


def _rooms(limits: Sequence[Limit], index: int) -> list[Room]:
    return [Room(limit.evses, limit.limit_a[index]) for limit in limits]
