"""The composite schedule that a station makes of its profiles, beside what we make of those that we know it holds."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from csms.domain import clock
from csms.domain.charging_profiles import RateUnit
from csms.domain.composite_schedule import CompositePeriod, CompositeSchedule

# A limit has one decimal, and a station may cut it in A before it speaks of W: 0.1 A on three phases of 230 V.
_TOLERANCE = {RateUnit.AMPERE: 0.1, RateUnit.WATT: 69.0}
_EPSILON = 1e-6
# Clocks, and when energy began to flow, are not known to the second.
_SLACK_S = 10


@dataclass(frozen=True)
class Difference:
    """From `start_s` until `end_s` after the start; None is no limit."""

    start_s: int
    end_s: int
    station: float | None
    computed: float | None


@dataclass(frozen=True)
class CompositeCheck:
    """`message_id` is the command that asked the station."""

    message_id: str
    checked_at: str
    station: CompositeSchedule
    computed: CompositeSchedule
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences

    @property
    def allows_more(self) -> bool:
        """Whether the station would let more flow than follows from what it has accepted."""
        return any(_least(one.station, math.inf) > _least(one.computed, math.inf) for one in self.differences)

    def to_dict(self) -> dict[str, Any]:
        return {
            **self.__dict__,
            "station": _to_dict(self.station),
            "computed": _to_dict(self.computed),
            "differences": [dict(one.__dict__) for one in self.differences],
        }

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        station, computed = _from_dict(members["station"]), _from_dict(members["computed"])
        differences = tuple(Difference(**one) for one in members["differences"])
        return cls(**{**members, "station": station, "computed": computed, "differences": differences})


def differences(station: CompositeSchedule, computed: CompositeSchedule, most: float) -> tuple[Difference, ...]:
    """Where the two part for longer than clocks may. Both are of the same time and unit.

    `most` is what can be drawn at all, in their unit: no limit and a limit above it are the same.
    """
    starts = sorted({period.start_s for one in (station, computed) for period in one.periods})
    ends = [*starts[1:], computed.duration_s]
    spans = (_span(station, computed, start_s, end_s) for start_s, end_s in zip(starts, ends, strict=True))
    tolerance = _TOLERANCE[computed.rate_unit] + _EPSILON
    apart = (one for one in spans if abs(_least(one.station, most) - _least(one.computed, most)) > tolerance)
    return tuple(one for one in _joined(apart) if one.end_s - one.start_s >= _SLACK_S)


def _span(station: CompositeSchedule, computed: CompositeSchedule, start_s: int, end_s: int) -> Difference:
    return Difference(start_s, end_s, _limit_at(station, start_s), _limit_at(computed, start_s))


def _limit_at(schedule: CompositeSchedule, at_s: int) -> float | None:
    return next((period.limit for period in reversed(schedule.periods) if period.start_s <= at_s), None)


def _least(limit: float | None, most: float) -> float:
    return min(math.inf if limit is None else limit, most)


def _joined(spans: Iterator[Difference]) -> list[Difference]:
    joined: list[Difference] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and (last.end_s, last.station, last.computed) == (span.start_s, span.station, span.computed):
            joined[-1] = Difference(last.start_s, span.end_s, span.station, span.computed)
        else:
            joined.append(span)
    return joined


def _to_dict(schedule: CompositeSchedule) -> dict[str, Any]:
    periods = [dict(period.__dict__) for period in schedule.periods]
    return {**schedule.__dict__, "start": clock.to_text(schedule.start), "periods": periods}


def _from_dict(members: dict[str, Any]) -> CompositeSchedule:
    start: datetime = clock.parse_stored(members["start"])
    periods = tuple(CompositePeriod(**period) for period in members["periods"])
    rate_unit = RateUnit(members["rate_unit"])
    return CompositeSchedule(**{**members, "start": start, "periods": periods, "rate_unit": rate_unit})
