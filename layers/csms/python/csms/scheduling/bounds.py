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
    """An EVSE that counts. `guarded`: with what a car may draw that comes, or follows the session's, unknown to us."""

    evse: EvseId
    station: StationState
    fail_safe: Control
    control: Control = field(default_factory=Control)
    session: RunningSession | None = None
    deviation: Deviation | None = None
    guarded: bool = False

    @property
    def edges(self) -> set[datetime]:
        """Every time at which something that it may be obeying changes."""
        return edges(self.control) | edges(self.fail_safe)

    @property
    def drawn_a(self) -> float:
        """What it draws for certain whatever its station has accepted; 0 where it obeys."""
        return self.deviation.measured_a if self.deviation and self.deviation.lasts else 0.0

    def steerable(self, now: datetime) -> bool:
        """Whether a new profile may be hoped for: a failed one is first left alone until its retry."""
        failure = self.control.failure
        return self.session is not None and self.station.steerable and (failure is None or failure.retry_at <= now)

    def highest(self, times: Sequence[datetime]) -> list[float]:
        """The most that may be drawn there: what it may be obeying, what it does draw where it does not obey, and what
        the next car would find."""
        obeyed = self.obeyed(times) if self.session else [0.0] * len(times)
        following = self._next_car(times) if self.guarded else obeyed
        return [max(self.drawn_a, *levels) for levels in zip(obeyed, following, strict=True)]

    def at_most(self, times: Sequence[datetime]) -> list[float]:
        """The most that its session draws: what it may be obeying, or more where it does not obey."""
        return [max(level, self.drawn_a) for level in self.obeyed(times)]

    def obeyed(self, times: Sequence[datetime]) -> list[float]:
        """The most it may be obeying; where no TxProfile holds, the fail-safe or else its maximum leads."""
        fallback = _highest(fail_safe_levels(self.fail_safe, self.station.max_a, times))
        return _highest(_possible(self.control, times, fallback))

    def lowest(self, times: Sequence[datetime]) -> list[float]:
        """The least it may be held to."""
        fallback = _lowest(fail_safe_levels(self.fail_safe, self.station.max_a, times))
        return _lowest(_possible(self.control, times, fallback))

    def _next_car(self, times: Sequence[datetime]) -> list[float]:
        """The most of what the station holds for every car; one that holds nothing yet keeps no car from anything."""
        return _highest([[0.0] * len(times), *_held_levels(self.fail_safe, self.station.max_a, times)])


def highest(outlets: Sequence[Outlet], times: Sequence[datetime]) -> Levels:
    return {outlet.evse: outlet.highest(times) for outlet in outlets}


def lowest(outlets: Sequence[Outlet], times: Sequence[datetime]) -> Levels:
    return {outlet.evse: outlet.lowest(times) for outlet in outlets}


def fail_safe_levels(control: Control, max_a: float, times: Sequence[datetime]) -> list[list[float]]:
    """What an EVSE may be obeying at `times` while no TxProfile holds, in A per phase: a row for each possibility."""
    held = _held_levels(control, max_a, times)
    return held if control.accepted else [[max_a] * len(times), *held]


def lasting_levels(control: Control, max_a: float) -> list[float]:
    """The same once every hold is over."""
    levels = [grant.steps[-1].limit_a if grant.steps else max_a for grant in control.grants]
    return levels if control.accepted else [max_a, *levels]


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
    starts = {step.start for grant in control.grants for step in grant.steps}
    return starts | {grant.until for grant in control.grants if grant.until}


def _held_levels(control: Control, max_a: float, times: Sequence[datetime]) -> list[list[float]]:
    """A row for each TxDefaultProfile that the station may hold. One to be cleared was there before."""
    grants = [grant for grant in control.grants if grant.steps or control.accepted]
    return [_levels(grant, times, [max_a] * len(times)) for grant in grants]


def _possible(control: Control, times: Sequence[datetime], fallback: list[float]) -> list[list[float]]:
    # What a station does with its old profile when it refuses the new one is its own affair.
    certain = [fallback] if control.accepted is None or control.failure else []
    return certain + [_levels(grant, times, fallback) for grant in control.grants]


def _levels(grant: Grant, times: Sequence[datetime], fallback: Sequence[float]) -> list[float]:
    inside = steps.sample(grant.steps, times)
    return [
        other if math.isinf(level) or (grant.until is not None and moment >= grant.until) else level
        for moment, level, other in zip(times, inside, fallback, strict=True)
    ]


def _highest(rows: Sequence[Sequence[float]]) -> list[float]:
    return [max(levels) for levels in zip(*rows, strict=True)]


def _lowest(rows: Sequence[Sequence[float]]) -> list[float]:
    return [min(levels) for levels in zip(*rows, strict=True)]
