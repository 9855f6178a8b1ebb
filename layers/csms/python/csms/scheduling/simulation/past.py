"""Sessions of the past as a replay needs them: when the car was there, what it took, how fast it could."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Self

from csms.domain import clock
from csms.domain.currents import MIN_CURRENT_A, STEP_A
from csms.scheduling.problem import EvseId

_ALIKE = 0.05
_SHORTEST = timedelta(seconds=30)

Curve = tuple[tuple[datetime, float], ...]
"""What a session had been given by the register, in Wh, at rising times."""


@dataclass(frozen=True)
class PastSession:
    """`energy_wh` is what the driver wanted, at least what was taken. The EVSE charges at 0 A, or from `min_a` to
    `max_a` per phase in steps of `step_a`; `watts_per_a`: of the set point, all phases.

    `able_w` are (until Wh delivered, W), both in order: what the car could take, ever less. Beyond the last it takes
    as much as there; empty, whatever `max_a` allows.
    """

    id: str
    evse: EvseId
    arrival: datetime
    departure: datetime
    energy_wh: float
    max_a: float
    min_a: float = MIN_CURRENT_A
    step_a: float = STEP_A
    watts_per_a: float = 230.0
    able_w: tuple[tuple[float, float], ...] = ()
    priority: float = 1.0

    def able_a(self, delivered_wh: float) -> float:
        """The most that it takes per phase after so much energy."""
        watts = next((watts for until_wh, watts in self.able_w if delivered_wh < until_wh), None)
        if watts is None:
            watts = self.able_w[-1][1] if self.able_w else self.max_a * self.watts_per_a
        return min(self.max_a, watts / self.watts_per_a)

    def to_dict(self) -> dict[str, Any]:
        times = {"arrival": clock.to_text(self.arrival), "departure": clock.to_text(self.departure)}
        return {**asdict(self), **times}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        station, number = members["evse"]
        return cls(
            **{
                **members,
                "evse": (station, number),
                "arrival": clock.parse_stored(members["arrival"]),
                "departure": clock.parse_stored(members["departure"]),
                "able_w": tuple((until_wh, watts) for until_wh, watts in members["able_w"]),
            }
        )


def ability(curve: Curve) -> tuple[tuple[float, float], ...]:
    """`able_w` of a measured session: a battery takes ever less, so what was drawn later could be drawn before."""
    steps: list[tuple[float, float]] = []
    for (begin, begin_wh), (end, end_wh) in reversed(list(pairwise(curve))):
        if end - begin < _SHORTEST or end_wh <= begin_wh:
            continue
        watts = (end_wh - begin_wh) / ((end - begin) / timedelta(hours=1))
        if not steps or watts > steps[-1][1] * (1 + _ALIKE):
            steps.append((round(end_wh, 1), round(watts, 1)))
    return tuple(reversed(steps))


def energy_per_step(curve: Curve, first: datetime, step: timedelta, count: int) -> list[float]:
    """The Wh of a measured session in each of `count` steps from `first`, even between two readings."""
    found = [0.0] * count
    for (begin, begin_wh), (end, end_wh) in pairwise(curve):
        if end <= begin or end_wh <= begin_wh:
            continue
        for index in _touched(begin, end, first, step, count):
            inside = min(end, first + (index + 1) * step) - max(begin, first + index * step)
            found[index] += (end_wh - begin_wh) * (inside / (end - begin))
    return found


def _touched(begin: datetime, end: datetime, first: datetime, step: timedelta, count: int) -> Sequence[int]:
    last = -((first - end) // step)
    return range(max((begin - first) // step, 0), min(last, count))
