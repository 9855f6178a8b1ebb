"""Holds: where running cars fill a limit, the stations' fail-safe profiles begin with 0 A until the cars' profiles end.

The sum of the fail-safes fits every limit, and so does that of the running TxProfiles, but not one beside the other:
a car that came while the cloud or its link is away would draw its fail-safe on top of a full site. So what a station
tells every car by itself (its TxDefaultProfile) is 0 A for as long as plans run, and its share from then on. A hold is
part of the fail-safe profile, not a second one: it needs no other stack level, and is taken or refused as a whole.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from csms.domain.plans import Control, EvseState, Grant, SitePlan
from csms.domain.steps import Step, Steps
from csms.scheduling import bounds
from csms.scheduling.bounds import EPSILON_A, Outlet, at
from csms.scheduling.equal_share import TURN_S
from csms.scheduling.problem import EvseId, Limit, total
from csms.scheduling.run import HORIZON, Run
from csms.scheduling.site_state import StationState

RENEWED = HORIZON / 2 + timedelta(minutes=30)
"""With so much left of it a hold is renewed: before the TxProfiles are, whose later half rests on it."""
SPARED = timedelta(days=1)
"""A station that refused is held again after that."""
_ATTEMPTS = 2


def profile_steps(share_a: float, until: datetime | None, now: datetime) -> Steps:
    """What every car may draw from now: nothing until the hold ends, then the share."""
    if until is None or until <= now or share_a <= 0:
        return (Step(now, share_a),)
    return (Step(now, 0.0), Step(until, share_a))


def end(profile: Steps, now: datetime) -> datetime | None:
    """When the hold of a fail-safe profile ends; None where it has none, or it is over."""
    return profile[1].start if len(profile) > 1 and profile[1].start > now else None


def last_end(control: Control, now: datetime) -> datetime | None:
    """The latest end of any hold that the station may be keeping."""
    return max((until for grant in control.grants if (until := end(grant.steps, now))), default=None)


def takes_holds(station: StationState) -> bool:
    """Whether it takes a profile that changes at a time."""
    return station.absolute_profiles and station.max_periods > 1


def spared(
    run: Run, outlets: Sequence[Outlet], slots: Mapping[str, Control], previous: SitePlan | None
) -> dict[str, datetime]:
    """The stations that are not held, and until when: a car that can be sent nothing else is better off without."""
    parts = previous.fail_safes if previous else ()
    known = {part.station_key: part.spared_until for part in parts if part.spared_until}
    refusing = {key for key, slot in slots.items() if _refuses(slot)}
    refusing |= {outlet.station.key for outlet in outlets if _refuses(outlet.control)}
    return {key: until for key, until in known.items() if until > run.now} | dict.fromkeys(refusing, run.now + SPARED)


def unable(
    run: Run, outlets: Sequence[Outlet], slots: Mapping[str, Control], spared: Collection[str]
) -> frozenset[str]:
    """The stations that cannot be held now, so that their fail-safes need room beside the plan."""
    failing = {outlet.station.key for outlet in outlets if outlet.control.failure}
    failing |= {key for key, slot in slots.items() if slot.failure and slot.failure.retry_at > run.now}
    members = {station.key: station for station in run.state.members}
    known = {key for key, station in members.items() if takes_holds(station) and station.steerable}
    return frozenset(members.keys() - (known - failing - frozenset(spared)))


def foreseen(run: Run, outlets: Sequence[Outlet], unable: Collection[str], spared: Collection[str]) -> list[Outlet]:
    """As the solver is to see them: whoever can be held leaves the fail-safes of its idle EVSEs to the cars, and
    whoever is spared gets the room to be freed of its hold."""
    return [replace(outlet, fail_safe=_foreseen(run, outlet, unable, spared)) for outlet in outlets]


def wanted(run: Run, levels: Mapping[EvseId, list[float]], shares: Mapping[str, float]) -> frozenset[str]:
    """The stations whose fail-safes, beside the `levels` of the others, would pass a limit at some time."""
    by_evse = {(s.key, evse): shares.get(s.key, 0.0) for s in run.state.members for evse in s.evses}
    planned = {evse: levels.get(evse, [0.0] * len(run.times)) for evse in by_evse}
    found: set[str] = set()
    for limit in run.limits:
        for index in range(len(run.times)):
            found |= _above(limit, index, at(planned, index), by_evse)
    return frozenset(found)


def next_end(run: Run, outlets: Sequence[Outlet], station: StationState, control: Control) -> datetime | None:
    """When a hold of the station's should end: as now while it has long to go, else when the plans do, at a full
    quarter of an hour. None as long as a session there has no profile of its own to go by."""
    sessions = [outlet for outlet in outlets if outlet.session and outlet.station.key == station.key]
    if not all(_has_profile(outlet.control) for outlet in sessions):
        return None
    current = end(control.accepted.steps, run.now) if control.accepted else None
    if current is not None and current - run.now >= RENEWED:
        return current
    return datetime.fromtimestamp(-(-run.until.timestamp() // TURN_S) * TURN_S, run.now.tzinfo)


def _above(limit: Limit, index: int, planned: Mapping[EvseId, float], shares: Mapping[EvseId, float]) -> set[str]:
    worst = {evse: max(planned[evse], shares[evse]) for evse in limit.evses}
    if total(worst, limit.evses) <= limit.limit_a[index] + EPSILON_A:
        return set()
    return {evse[0] for evse in limit.evses if worst[evse] > planned[evse] + EPSILON_A}


def _foreseen(run: Run, outlet: Outlet, unable: Collection[str], spared: Collection[str]) -> Control:
    if outlet.station.key in spared:
        level_a = max(bounds.lasting_levels(outlet.fail_safe, outlet.station.max_a))
    elif outlet.session is None and outlet.station.key not in unable:
        level_a = 0.0
    else:
        return outlet.fail_safe
    return Control(accepted=Grant("", (Step(run.now, level_a),), None, run.now))


def _has_profile(control: Control) -> bool:
    return control.accepted is not None and not control.failure and not control.doubtful


def _refuses(control: Control) -> bool:
    failure = control.failure
    return failure is not None and failure.state is EvseState.REJECTED and failure.attempts >= _ATTEMPTS
