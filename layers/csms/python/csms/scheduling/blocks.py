"""The steps of a problem, merged into blocks that grow with distance: what is far away is known roughly anyway."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from csms.scheduling.problem import Problem, step_hours

Floats = NDArray[np.float64]

_SIZES = (1, 1, 1, 2, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96)
"""How many steps each block takes."""
_FINE = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 6, 6, 8, 8, 12, 12, 16)
_FINE_UP_TO = 60
"""The same where so few cars are there that finer blocks take no more than a tenth of a second."""
_FEW = 12
"""A series of more values than this is a curve; it is averaged (prices, solar) or taken at its lowest (limits)."""
_SOON = 8
"""Within so many steps a departure ends a block: a mean over more would promise what nobody can give any more."""


@dataclass(frozen=True)
class Blocks:
    """`firsts` are the first steps of the K blocks and, at the end, the number of steps; times in hours from now."""

    firsts: tuple[int, ...]
    starts_h: Floats
    hours: Floats

    def __len__(self) -> int:
        return len(self.hours)

    def lowest(self, series: Floats) -> Floats:
        """The least value of a series (… x steps) in each block."""
        return np.minimum.reduceat(series, self.firsts[:-1], axis=-1)

    def mean(self, series: Floats) -> Floats:
        """The mean of a series over each block, as if its steps were of equal length."""
        return np.add.reduceat(series, self.firsts[:-1], axis=-1) / np.diff(self.firsts)

    def inside(self, until_h: Floats) -> Floats:
        """How many hours of each block lie before each of `until_h`: an array n x K."""
        return np.clip(until_h[:, None] - self.starts_h, 0.0, self.hours)


def blocks(problem: Problem) -> Blocks:
    """Blocks over the whole problem; none spans a change of price, of solar power or of a limit."""
    count = len(problem.starts)
    edges = _changes(problem)
    sizes = _FINE if len(problem.sessions) <= _FINE_UP_TO else _SIZES
    firsts, size = [0], 0
    while firsts[-1] < count:
        wanted = firsts[-1] + sizes[min(size, len(sizes) - 1)]
        firsts.append(min(wanted, count, *(edge for edge in edges if edge > firsts[-1])))
        size += 1
    ends = np.concatenate([[0.0], np.cumsum(step_hours(problem))])
    marks = ends[firsts]
    return Blocks(tuple(firsts), marks[:-1], np.diff(marks))


def _changes(problem: Problem) -> list[int]:
    tariff = problem.tariff
    series = [tariff.price_per_kwh, tariff.solar_w, tariff.building_w, *{limit.limit_a for limit in problem.limits}]
    changes = {
        index
        for values in series
        if values and len(set(values)) <= _FEW
        for index in range(1, len(values))
        if values[index] != values[index - 1]
    }
    return sorted(changes | _soon(problem))


def _soon(problem: Problem) -> set[int]:
    """The steps at or after which a car is gone, of those that leave soon."""
    departures = {session.departure for session in problem.sessions if session.departure is not None}
    last = problem.starts[: _SOON + 1][-1]
    found = {bisect_left(problem.starts, departure) for departure in departures if departure <= last}
    return {index for index in found if 0 < index < len(problem.starts)}
