"""Hysteresis: a station that holds nearly what the plan wants of it is left alone, and so is for a while one whose
current would only go to another.

What lies further ahead than `NEAR` is no reason to send anything: it will be planned anew before its time, and until
then a station without a link follows what fits the limits as well.
"""

from collections.abc import Sequence
from datetime import timedelta

from csms.scheduling import bounds
from csms.scheduling.bounds import EPSILON_A, Levels, Outlet, at
from csms.scheduling.problem import EvseId, total
from csms.scheduling.release import releasable
from csms.scheduling.run import NEAR, Run
from csms.scheduling.targets import Targets

BAND_A = 1.0
HOLD = timedelta(minutes=15)
"""So long a car keeps what it was given, while no car comes or goes and no goal changes."""
_UNUSED_A = 2.0


def steadied(run: Run, outlets: Sequence[Outlet], wanted: Targets, calm: bool) -> Levels:
    """The targets, those of stations that are left alone replaced by what they hold.

    `calm`: the cars and their goals are those of the run before. Where what the stations may be obeying does not fit
    a limit, nobody is left alone who holds more than its target; and nobody at all who holds more than its ceiling.
    """
    targets = wanted.levels
    held = {outlet.evse: levels for outlet in outlets if (levels := _held(run, outlet, targets[outlet.evse]))}
    highest, lowest = bounds.highest(outlets, run.times), bounds.lowest(outlets, run.times)
    over = _above_target_past_a_limit(run, outlets, highest, targets) | _above(held, wanted.ceilings)
    patient = {outlet.evse for outlet in outlets if calm and outlet.evse in held and _patient(run, outlet)}
    kept = {
        evse: levels
        for evse, levels in held.items()
        if evse not in over and _near(run, levels, targets[evse], lowers_too=evse in patient)
    }
    waiting = {evse: targets[evse] for evse in held.keys() - kept.keys() - over}
    for evse, levels in releasable(run, waiting, highest, lowest).items():
        # One that waits for room which others keep has nothing to be told.
        if _near(run, held[evse], levels):
            kept[evse] = held[evse]
    return targets | kept


def _held(run: Run, outlet: Outlet, target: Sequence[float]) -> list[float] | None:
    """What it surely obeys while its profile lasts, then the target; None where it may obey something else."""
    control = outlet.control
    if control.accepted is None or control.pending or control.doubtful or control.failure:
        return None
    until = control.accepted.until or run.until
    levels = zip(run.times, outlet.at_most(run.times), target, strict=True)
    return [high if moment < until else wanted for moment, high, wanted in levels]


def _patient(run: Run, outlet: Outlet) -> bool:
    """It was told something lately, and draws what it may."""
    accepted, session = outlet.control.accepted, outlet.session
    if accepted is None or session is None or run.now - (accepted.sent_at or accepted.at) >= HOLD:
        return False
    return session.measured_a is None or session.measured_a > outlet.at_most(run.times[:1])[0] - _UNUSED_A


def _near(run: Run, held: Sequence[float], target: Sequence[float], lowers_too: bool = False) -> bool:
    """Until `NEAR` within the band, and on where the target is on; with `lowers_too` also wherever above the target."""
    return all(
        (lowers_too and level > wanted) or (abs(level - wanted) <= BAND_A + EPSILON_A and (level > 0) is (wanted > 0))
        for moment, level, wanted in zip(run.times, held, target, strict=True)
        if moment < run.now + NEAR
    )


def _above(levels: Levels, ceilings: Levels) -> set[EvseId]:
    """Those above their ceiling at any time."""
    return {
        evse
        for evse, values in levels.items()
        if any(level > most + EPSILON_A for level, most in zip(values, ceilings.get(evse, values), strict=True))
    }


def _above_target_past_a_limit(run: Run, outlets: Sequence[Outlet], highest: Levels, targets: Levels) -> set[EvseId]:
    held = {outlet.evse: outlet.at_most(run.times) for outlet in outlets if outlet.session}
    found: set[EvseId] = set()
    for limit in run.limits:
        for index, limit_a in enumerate(limit.limit_a):
            if total(at(highest, index), limit.evses) > limit_a + EPSILON_A:
                above = (e for e in limit.evses & held.keys() if held[e][index] > targets[e][index] + EPSILON_A)
                found.update(above)
    return found
