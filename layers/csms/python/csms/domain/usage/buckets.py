"""Usage over time, in hours, days, weeks or months of a time zone: a day of 23 or 25 hours is one day."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from csms.domain.errors import InvalidError
from csms.domain.usage.amounts import HOUR_S, at
from csms.domain.usage.history import History, Span, slot_length_s

MOST_BUCKETS = 800


class Step(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass
class Bucket:
    """Sums over [start_s, until_s), by letter of `amounts`; `peak_w` is the mean of the highest quarter."""

    start_s: int
    until_s: int
    sums: Counter[str] = field(default_factory=Counter)
    peak_w: float = 0.0

    @property
    def mean_w(self) -> float:
        return self.sums["e"] * 3.6 / (self.until_s - self.start_s)


def buckets(found: History, step: Step, zone: ZoneInfo) -> list[Bucket]:
    """All that the span touches, in order; the first and the last may be cut off by it. Raises InvalidError where
    there would be more than MOST_BUCKETS."""
    edges = _edges(found.span, step, zone)
    made = [Bucket(start_s, until_s) for start_s, until_s in pairwise(edges)]
    for letter, slots in found.series.items():
        slot_s = slot_length_s(letter)
        for slot, value in slots.items():
            made[bisect_right(edges, slot * slot_s) - 1].sums[letter] += value
    for slot, power_w in found.power_w().items():
        bucket = made[bisect_right(edges, slot * slot_length_s("e")) - 1]
        bucket.peak_w = max(bucket.peak_w, power_w)
    return made


def _edges(span: Span, step: Step, zone: ZoneInfo) -> list[int]:
    if step is Step.HOUR:
        edges = list(range(span.start_s, span.until_s, HOUR_S))
    else:
        day, edges = at(span.start_s).astimezone(zone).date(), [span.start_s]
        while (edge := _midnight_s(day := _next(day, step), zone)) < span.until_s:
            edges.append(edge)
    if len(edges) > MOST_BUCKETS:
        raise InvalidError(f"more than {MOST_BUCKETS} buckets: ask for a shorter time or a larger step", "step")
    return [*edges, span.until_s]


def _next(day: date, step: Step) -> date:
    if step is Step.DAY:
        return day + timedelta(days=1)
    if step is Step.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _midnight_s(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC).timestamp())
