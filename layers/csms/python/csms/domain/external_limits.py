"""Limits that somebody else sets at a station (2.x NotifyChargingLimit: 2.0.1 K11-K13)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from csms.domain import steps
from csms.domain.charging_profiles import Period, RateUnit
from csms.domain.power import Limits, Supply
from csms.domain.steps import Step, Steps


@dataclass(frozen=True)
class ExternalLimit:
    """`evse` 0 is the whole station. `steps` in A per phase; empty where the station did not say how much."""

    source: str
    evse: int
    at: str
    steps: Steps = ()
    grid_critical: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "steps": steps.to_list(self.steps)}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**{**members, "steps": steps.from_list(members["steps"])})


def with_limit(limits: Iterable[ExternalLimit], new: ExternalLimit) -> tuple[ExternalLimit, ...]:
    """The newest of a source for an EVSE counts."""
    return (*(one for one in limits if (one.source, one.evse) != (new.source, new.evse)), new)


def without(limits: Iterable[ExternalLimit], source: str, evse: int | None) -> tuple[ExternalLimit, ...]:
    """No `evse`: all that the source has set."""
    return tuple(one for one in limits if one.source != source or evse not in (None, one.evse))


def ceilings(limits: Iterable[ExternalLimit], evse: int, times: Sequence[datetime]) -> list[float]:
    """The lowest of those for `evse` at each time, in A per phase; infinity where there is none."""
    rows = [steps.sample(one.steps, times) for one in limits if one.evse == evse]
    return [min(row) for row in zip(*rows, strict=True)] if rows else [math.inf] * len(times)


def steps_of(
    start: datetime, duration_s: int | None, unit: RateUnit, periods: Sequence[Period], supply: Supply
) -> Steps:
    """A schedule as it is told, in A per phase; past its duration there is no limit."""
    ordered = sorted(periods, key=lambda period: period.start_s)
    found = [
        Step(
            start + timedelta(seconds=period.start_s),
            supply.resolve([Limits.of(period.limit, unit, period.number_phases)]).current_a,
        )
        for period in ordered
        if duration_s is None or period.start_s < duration_s
    ]
    ends = [] if duration_s is None else [Step(start + timedelta(seconds=duration_s), math.inf)]
    return tuple(found + ends)
