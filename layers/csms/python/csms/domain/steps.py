"""Step functions of current over time: what a limit, a plan or a charging profile allows, and from when."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csms.domain import clock


@dataclass(frozen=True)
class Step:
    """`limit_a` in A per phase holds from `start` until the next step; infinity is no limit."""

    start: datetime
    limit_a: float


Steps = tuple[Step, ...]


def value_at(steps: Steps, moment: datetime) -> float:
    """The limit in A at `moment`; infinity before the first step."""
    return sample(steps, (moment,))[0]


def sample(steps: Steps, times: Iterable[datetime]) -> list[float]:
    """The limits in A at `times`; infinity before the first step."""
    starts = [step.start for step in steps]
    indexes = (bisect_right(starts, moment) - 1 for moment in times)
    return [steps[index].limit_a if index >= 0 else math.inf for index in indexes]


def from_samples(times: Sequence[datetime], values: Iterable[float]) -> Steps:
    """A step at each of the ascending `times` where the value changes."""
    steps: list[Step] = []
    for start, value in zip(times, values, strict=True):
        if not steps or steps[-1].limit_a != value:
            steps.append(Step(start, value))
    return tuple(steps)


def to_list(steps: Steps) -> list[dict[str, Any]]:
    """As JSON: `start` RFC 3339, `limit_a` null where there is no limit."""
    return [
        {"start": clock.to_text(step.start), "limit_a": step.limit_a if math.isfinite(step.limit_a) else None}
        for step in steps
    ]


def from_list(members: Iterable[dict[str, Any]]) -> Steps:
    """Read what `to_list` wrote."""
    return tuple(
        Step(clock.parse_stored(member["start"]), math.inf if member["limit_a"] is None else float(member["limit_a"]))
        for member in members
    )
