"""The persistent TxDefaultProfiles: what a site falls back to when the cloud, the link or the planner is gone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from csms.domain.plans import Control, Grant
from csms.domain.steps import Steps
from csms.scheduling import bounds, holds, limits
from csms.scheduling.bounds import EPSILON_A, Outlet
from csms.scheduling.problem import EvseId, total
from csms.scheduling.run import Run
from csms.scheduling.site_state import SiteState, StationState

Slots = dict[str, Control]
"""The TxDefaultProfile of each station, by its key."""


@dataclass(frozen=True)
class Wanted:
    """`shares`: what each EVSE of a station may always draw, in A. `held`: the stations to be held (holds); `spared`:
    those that are to be freed of a hold, and until when."""

    shares: Mapping[str, float]
    held: Collection[str] = ()
    spared: Mapping[str, datetime] = field(default_factory=dict)


def release(run: Run, outlets: Sequence[Outlet], slots: Slots, wanted: Wanted, new_id: Callable[[], str]) -> Slots:
    """The slots, those that get a new profile now (or lose theirs: no share) with it as pending.

    A share is raised, and a hold ended early, only where the fail-safes of all stations then still fit in every lowest
    limit, and beside the running profiles in the limits of the horizon.
    """
    for station in run.state.stations:
        if not _ready(station, slots[station.key], run.now):
            continue
        permitted = _permitted(run, outlets, slots, wanted, station)
        if _differs(slots[station.key], permitted, run.now):
            slots = _with_pending(slots, station, Grant(new_id(), permitted, None, run.now))
        else:
            slots = slots | {station.key: replace(slots[station.key], failure=None)}
    return slots


def _permitted(run: Run, outlets: Sequence[Outlet], slots: Slots, wanted: Wanted, station: StationState) -> Steps:
    """The station's share where there is room for it, else the least that it may be holding already; and the latest
    hold, whether wanted or not: it ends by itself."""
    slot, share_a = slots[station.key], wanted.shares.get(station.key)
    if share_a is None:
        return ()
    least_a, last = min(bounds.lasting_levels(slot, station.max_a)), holds.last_end(slot, run.now)
    held = holds.next_end(run, outlets, station, slot) if station.key in wanted.held else None
    until = max((end for end in (held, last) if end), default=None)
    least = holds.profile_steps(min(share_a, least_a), until, run.now)
    steps = holds.profile_steps(share_a, None if station.key in wanted.spared else until, run.now)
    if steps == least:
        return steps
    raised = _with_pending(slots, station, Grant("", steps, None, run.now))
    return steps if _fits(run, outlets, raised, wanted.shares, station.key) else least


def _with_pending(slots: Slots, station: StationState, grant: Grant) -> Slots:
    return slots | {station.key: replace(slots[station.key], pending=grant)}


def _ready(station: StationState, control: Control, now: datetime) -> bool:
    waits = control.failure is not None and control.failure.retry_at > now
    return station.steerable and control.pending is None and not waits


def _differs(control: Control, wanted: Steps, now: datetime) -> bool:
    held = control.accepted.steps if control.accepted else ()
    return bool(control.doubtful) or _lasting(held, now) != _lasting(wanted, now)


def _lasting(profile: Steps, now: datetime) -> tuple[float | None, datetime | None]:
    """What a profile comes to, and when."""
    return profile[-1].limit_a if profile else None, holds.end(profile, now)


def _fits(run: Run, outlets: Sequence[Outlet], slots: Slots, shares: Mapping[str, float], raised: str) -> bool:
    held = _held(run.state, slots, shares)
    if any(total(held, room.evses) > room.left_a + EPSILON_A for room in limits.lowest_limits(run.state)):
        return False
    after = [replace(outlet, fail_safe=slots[outlet.station.key]) for outlet in outlets]
    highest = bounds.highest(after, run.times)
    least = bounds.lowest([outlet for outlet in after if outlet.station.key == raised], run.times)
    return not bounds.raises_past_a_limit(run.limits, highest | least, highest)


def _held(state: SiteState, slots: Slots, shares: Mapping[str, float]) -> dict[EvseId, float]:
    """What each EVSE may always draw; a station that was never here draws what it will be told first."""
    return {
        (station.key, evse): max(bounds.lasting_levels(slots[station.key], station.max_a))
        if station.seen
        else shares[station.key]
        for station in state.members
        for evse in station.evses
    }
