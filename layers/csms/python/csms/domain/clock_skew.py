"""How far a station's clock is off, by when its messages about sessions came and when it says they were made.

What a station kept while it was offline comes in a burst, long after it was made, and 1.6 does not mark it: a message
counts only where as much time went by here as there since the one before it.
"""

import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

FEWEST_READINGS = 3
# Time here may be half of that there at least, and half more at most, or that much more where messages are close.
_SHARE, _JITTER_S = 0.5, 30.0


class Stamp(NamedTuple):
    """Of one message, in epoch seconds: by the station's clock, and by ours."""

    occurred_s: float
    received_s: float


@dataclass(frozen=True)
class ClockSkew:
    """`offset_s` is the median of received - occurred: positive where the clock is slow, the way of a message in it.
    `spread_s` is from the first quartile to the third."""

    offset_s: float
    spread_s: float
    readings: int


def clock_skew(sessions: Iterable[Iterable[Stamp]]) -> ClockSkew | None:
    """None where fewer than FEWEST_READINGS messages came as they were made."""
    lags = [lag for stamps in sessions for lag in _lags(stamps)]
    if len(lags) < FEWEST_READINGS:
        return None
    first, median, third = statistics.quantiles(lags, n=4, method="inclusive")
    return ClockSkew(round(median, 3), round(third - first, 3), len(lags))


def _lags(stamps: Iterable[Stamp]) -> Iterator[float]:
    for before, after in pairwise(sorted(stamps)):
        there_s, here_s = after.occurred_s - before.occurred_s, after.received_s - before.received_s
        if there_s > 0 and there_s * _SHARE <= here_s <= there_s + max(there_s * _SHARE, _JITTER_S):
            yield after.received_s - after.occurred_s
