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
        control, wanted = slots[station.key], shares.get(station.key)
        if not _due(station, control, wanted, run.now):
            continue
        changed = slots | {station.key: replace(control, pending=_grant(new_id(), wanted, run.now))}
        lowers = wanted is not None and wanted <= bounds.fail_safe_bound(control, station.max_a) + EPSILON_A
        if lowers or wanted is None or _fits(run, outlets, slots, changed, shares):
            slots = changed
    return slots


def _due(station: StationState, control: Control, wanted: float | None, now: datetime) -> bool:
    if not station.steerable or control.pending or (control.failure and control.failure.retry_at > now):
        return False
    if control.doubtful:
        return True
    held = control.accepted.steps[0].limit_a if control.accepted else None
    return held != wanted


def _grant(message_id: str, limit_a: float | None, now: datetime) -> Grant:
    return Grant(message_id, () if limit_a is None else (Step(now, limit_a),), None, now)


def _fits(run: Run, outlets: Sequence[Outlet], before: Slots, after: Slots, shares: dict[str, float]) -> bool:
    held = _held(run.state, after, shares)
    if any(total(held, room.evses) > room.left_a + EPSILON_A for room in limits.lowest_limits(run.state)):
        return False
    old, new = (
        bounds.highest([replace(outlet, fail_safe=slots[outlet.station.key]) for outlet in outlets], run.times)
        for slots in (before, after)
    )
    return not bounds.raises_past_a_limit(run.limits, old, new)


def _held(state: SiteState, slots: Slots, shares: dict[str, float]) -> dict[EvseId, float]:
    """What each EVSE may always draw; a station that was never here draws what it will be told first."""
    return {
        (station.key, evse): bounds.fail_safe_bound(slots[station.key], station.max_a)
        if station.seen
        else shares[station.key]
        for station in state.members
        for evse in station.evses
    }
