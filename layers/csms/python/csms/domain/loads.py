"""What a site's building draws beside the chargers, and what its solar panels produce: measured and forecast."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from csms.domain.errors import InvalidError
from csms.domain.power import AC_PHASES, NOMINAL_V

HIGHEST_A, HIGHEST_W = 100_000.0, 100_000_000.0
KEPT = timedelta(days=15)
"""Long enough for the same day of last week."""
SLOT_S = 10
_STEP_A = 1.0
OLDEST, FURTHEST = timedelta(days=8), timedelta(days=8)
CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True)
class Reading:
    """`load_a` is the current of the most loaded phase and `load_w` the power over all phases that the building
    draws without the chargers, `solar_w` what it produces; from `at` until the next."""

    at: datetime
    load_a: float
    load_w: float
    solar_w: float = 0.0


Readings = tuple[Reading, ...]


@dataclass(frozen=True)
class LoadDay:
    """The readings of one UTC day in the order of time, as they are stored; `version` 0 is not stored yet."""

    site_id: str
    day: date
    measured: Readings = ()
    forecast: Readings = ()
    version: int = 0


@dataclass(frozen=True)
class KnownLoad:
    """All that is known of some days, in the order of time."""

    measured: Readings = ()
    forecast: Readings = ()

    @property
    def newest(self) -> Reading | None:
        return self.measured[-1] if self.measured else None

    @property
    def worst_a(self) -> float | None:
        """The highest that was measured, in A; None where nothing was."""
        return max((reading.load_a for reading in self.measured), default=None)


def reading(at: datetime, phases_a: Sequence[float] | None, power_w: float | None, solar_w: float | None) -> Reading:
    """From the current of each phase, or of one that stands for all three, or from the power alone.

    Power alone counts as spread evenly. Raises InvalidError naming the member that is missing or out of range.
    """
    if not phases_a and power_w is None:
        raise InvalidError("a reading has load_a or power_w", "load_a")
    of_phases = tuple(phases_a or ())
    _check("load_a", of_phases, HIGHEST_A)
    _check("power_w", (power_w or 0.0,), HIGHEST_W)
    _check("solar_w", (solar_w or 0.0,), HIGHEST_W)
    all_phases = of_phases * AC_PHASES if len(of_phases) == 1 else of_phases
    load_w = sum(all_phases) * NOMINAL_V if power_w is None else power_w
    load_a = max(of_phases, default=load_w / NOMINAL_V / AC_PHASES)
    return Reading(at.astimezone(UTC), round(load_a, 2), round(load_w), round(solar_w or 0.0))


def check_times(readings: Sequence[Reading], now: datetime, forecast: bool) -> None:
    """Raises InvalidError where one is of a time at which it can be of no use."""
    earliest, latest = now - OLDEST, now + (FURTHEST if forecast else CLOCK_SKEW)
    for index, one in enumerate(readings):
        if not earliest <= one.at <= latest:
            span = f"from {OLDEST.days} days ago until {f'{FURTHEST.days} days ahead' if forecast else 'now'}"
            raise InvalidError(f"a time must be {span}", f"readings.{index}.at")


def days_of(readings: Iterable[Reading]) -> list[date]:
    return sorted({one.at.date() for one in readings})


def with_readings(day: LoadDay, readings: Iterable[Reading], forecast: bool) -> LoadDay:
    """Those of the day taken in; of the same `SLOT_S` seconds the latest is kept, of the same time the new one."""
    known = day.forecast if forecast else day.measured
    every = sorted((*known, *(one for one in readings if one.at.date() == day.day)), key=_at)
    ordered = tuple({int(one.at.timestamp()) // SLOT_S: one for one in every}.values())
    return replace(day, forecast=ordered) if forecast else replace(day, measured=ordered)


def wanted_days(now: datetime, until: datetime) -> list[date]:
    """The days that tell what the load is from now until then: these, and the same ones a day and a week before."""
    ahead = [now.date() + timedelta(days=number) for number in range((until.date() - now.date()).days + 1)]
    return sorted({day - timedelta(days=back) for day in ahead for back in (0, 1, 7)})


def known(days: Iterable[LoadDay]) -> KnownLoad:
    ordered = sorted(days, key=lambda day: day.day)
    return KnownLoad(
        tuple(one for day in ordered for one in day.measured), tuple(one for day in ordered for one in day.forecast)
    )


def between(readings: Readings, start: datetime, until: datetime) -> Readings:
    """Those taken in [start, until]."""
    first, end = bisect_left(readings, start, key=_at), bisect_right(readings, until, key=_at)
    return readings[first:end]


def counted_a(load_a: float, solar_w: float) -> float:
    """What a limit is lowered by, in whole amperes per phase: the load less solar power on all phases alike."""
    return in_steps_of(max(0.0, load_a - solar_w / NOMINAL_V / AC_PHASES), _STEP_A)


def in_steps_of(load_a: float, step_a: float) -> float:
    """Rounded up, so that what rests on it does not change with every reading."""
    return math.ceil(load_a / step_a) * step_a


def _check(name: str, values: Sequence[float], highest: float) -> None:
    if not all(0 <= value <= highest for value in values):
        raise InvalidError(f"{name} must be from 0 to {highest:g}", name)


def _at(one: Reading) -> datetime:
    return one.at
