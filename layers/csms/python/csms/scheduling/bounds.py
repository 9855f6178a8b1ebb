"""What an EVSE may be obeying, whatever became of the messages sent to it: the ground of the safety argument."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from csms.domain import steps
from csms.domain.plans import Control, Grant
from csms.domain.profile_deviations import Deviation
from csms.scheduling.problem import EvseId, Limit, total
from csms.scheduling.site_state import RunningSession, StationState

Levels = dict[EvseId, list[float]]
"""For each EVSE a current in A per phase at each time of the run's grid."""

EPSILON_A = 1e-6


@dataclass(frozen=True)
class Outlet:
    """An EVSE that counts: it has a session, or its station is out of sight and may start one (`session` None)."""

    evse: EvseId
    station: StationState
    fail_safe: Control
    control: Control = field(default_factory=Control)
    session: RunningSession | None = None
    deviation: Deviation | None = None

    @property
    def drawn_a(self) -> float:
        """What it draws for certain whatever its station has accepted; 0 where it obeys."""
        return self.deviation.measured_a if self.deviation and self.deviation.lasts else 0.0

    def steerable(self, now: datetime) -> bool:
        """Whether a new profile may be hoped for: a failed one is first left alone until its retry."""
        failure = self.control.failure
        return self.session is not None and self.station.steerable and (failure is None or failure.retry_at <= now)

    def highest(self, times: Sequence[datetime]) -> list[float]:
        """The most it may be drawing: what it may be obeying, or what it does draw where it does not obey."""
        return [max(level, self.drawn_a) for level in self.obeyed(times)]

    def obeyed(self, times: Sequence[datetime]) -> list[float]:
        """The most it may be obeying; where no TxProfile holds, the fail-safe or else its maximum leads."""
        fallback = max(fail_safe_levels(self.fail_safe, self.station.max_a))
        return [max(levels) for levels in zip(*_possible(self.control, times, fallback), strict=True)]

    def lowest(self, times: Sequence[datetime]) -> list[float]:
        """The least it may be held to."""
        fallback = min(fail_safe_levels(self.fail_safe, self.station.max_a))
        return [min(levels) for levels in zip(*_possible(self.control, times, fallback), strict=True)]


def highest(outlets: Sequence[Outlet], times: Sequence[datetime]) -> Levels:
    return {outlet.evse: outlet.highest(times) for outlet in outlets}


def lowest(outlets: Sequence[Outlet], times: Sequence[datetime]) -> Levels:
    return {outlet.evse: outlet.lowest(times) for outlet in outlets}


def fail_safe_levels(control: Control, max_a: float) -> list[float]:
    """What an EVSE may be obeying while no TxProfile holds, in A per phase."""
    grants = [grant for grant in (control.pending, *control.doubtful) if grant]
    held = [control.accepted] if control.accepted else []
    levels = [grant.steps[0].limit_a if grant.steps else max_a for grant in held + grants]
    return levels if held else [max_a, *levels]


def raises_past_a_limit(limits: Sequence[Limit], before: Levels, after: Levels) -> bool:
    """Whether `after` passes a limit at some time, and by more than `before` did."""
    for limit in limits:
        for index, limit_a in enumerate(limit.limit_a):
            old, new = (total(at(levels, index), limit.evses) for levels in (before, after))
            if new > max(limit_a, old) + EPSILON_A:
                return True
    return False


def at(levels: Levels, index: int) -> dict[EvseId, float]:
    return {evse: values[index] for evse, values in levels.items()}


def edges(control: Control) -> set[datetime]:
    """Every time at which something in the slot changes."""
    grants = [grant for grant in (control.accepted, control.pending, *control.doubtful) if grant]
    starts = {step.start for grant in grants for step in grant.steps}
    return starts | {grant.until for grant in grants if grant.until}


def _possible(control: Control, times: Sequence[datetime], fallback: float) -> list[list[float]]:
    nothing = [fallback] * len(times)
    # What a station does with its old profile when it refuses the new one is its own affair.
    certain = [nothing] if control.accepted is None or control.failure else []
    grants = [grant for grant in (control.accepted, control.pending, *control.doubtful) if grant]
    return certain + [_levels(grant, times, fallback) for grant in grants]


def _levels(grant: Grant, times: Sequence[datetime], fallback: float) -> list[float]:
    inside = (level for level in steps.sample(grant.steps, times))
    return [
        fallback if math.isinf(level) or (grant.until is not None and moment >= grant.until) else level
        for moment, level in zip(times, inside, strict=True)
    ]
