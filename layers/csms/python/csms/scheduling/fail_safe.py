"""The persistent TxDefaultProfiles: what a site falls back to when the cloud, the link or the planner is gone."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from csms.domain.plans import Control, Grant
from csms.domain.steps import Step
from csms.scheduling import bounds, limits
from csms.scheduling.bounds import EPSILON_A, Outlet
from csms.scheduling.problem import EvseId, total
from csms.scheduling.run import Run
from csms.scheduling.site_state import SiteState, StationState

Slots = dict[str, Control]
"""The TxDefaultProfile of each station, by its key."""


def release(
    run: Run, outlets: Sequence[Outlet], slots: Slots, shares: dict[str, float], new_id: Callable[[], str]
) -> Slots:
    """The slots, those that get a new profile now (or lose theirs: no share) with it as pending.

    A share is raised only where the fail-safes of all stations then still fit in every lowest limit, and
    beside the running profiles in the limits of the horizon.
    """
    for station in run.state.stations:
        if not _ready(station, slots[station.key], run.now):
            continue
        permitted = _permitted(run, outlets, slots, shares, station)
        if _differs(slots[station.key], permitted):
            slots = _with_pending(slots, station, _grant(new_id(), permitted, run.now))
        else:
            slots = slots | {station.key: replace(slots[station.key], failure=None)}
    return slots


def _permitted(
    run: Run, outlets: Sequence[Outlet], slots: Slots, shares: dict[str, float], station: StationState
) -> float | None:
    """The station's share where there is room for it, else the least that it may be holding already."""
    wanted, least = shares.get(station.key), min(bounds.fail_safe_levels(slots[station.key], station.max_a))
    if wanted is None or wanted <= least + EPSILON_A:
        return wanted
    raised = _with_pending(slots, station, _grant("", wanted, run.now))
    return wanted if _fits(run, outlets, raised, shares, station.key) else least


def _with_pending(slots: Slots, station: StationState, grant: Grant) -> Slots:
    return slots | {station.key: replace(slots[station.key], pending=grant)}


def _ready(station: StationState, control: Control, now: datetime) -> bool:
    waits = control.failure is not None and control.failure.retry_at > now
    return station.steerable and control.pending is None and not waits


def _differs(control: Control, wanted: float | None) -> bool:
    held = control.accepted.steps[0].limit_a if control.accepted else None
    return bool(control.doubtful) or held != wanted


def _grant(message_id: str, limit_a: float | None, now: datetime) -> Grant:
    return Grant(message_id, () if limit_a is None else (Step(now, limit_a),), None, now)


def _fits(run: Run, outlets: Sequence[Outlet], slots: Slots, shares: dict[str, float], raised: str) -> bool:
    held = _held(run.state, slots, shares)
    if any(total(held, room.evses) > room.left_a + EPSILON_A for room in limits.lowest_limits(run.state)):
        return False
    after = [replace(outlet, fail_safe=slots[outlet.station.key]) for outlet in outlets]
    highest = bounds.highest(after, run.times)
    least = bounds.lowest([outlet for outlet in after if outlet.station.key == raised], run.times)
    return not bounds.raises_past_a_limit(run.limits, highest | least, highest)


def _held(state: SiteState, slots: Slots, shares: dict[str, float]) -> dict[EvseId, float]:
    """What each EVSE may always draw; a station that was never here draws what it will be told first."""
    return {
        (station.key, evse): max(bounds.fail_safe_levels(slots[station.key], station.max_a))
        if station.seen
        else shares[station.key]
        for station in state.members
        for evse in station.evses
    }
