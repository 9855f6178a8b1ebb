"""A year of what limited a site and of what went wrong at stations, made from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from csms.domain.outages import WHOLE, OutageKind
from tests.bench.history import ZONE

LIMIT_A, BOOKED_A = 40.0, 16.0
CONNECTOR = (1, 1)


@dataclass(frozen=True)
class PastLimit:
    """In force from `at` on, in A per phase."""

    at: datetime
    booked_a: float | None
    building_a: float


@dataclass(frozen=True)
class PastOutage:
    station: int
    place: tuple[int, int]
    kind: OutageKind
    began_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class PastDay:
    """Boots, and how many messages deviated."""

    station: int
    day: str
    boots: tuple[datetime, ...]
    deviations: int


def past_limits(seed: int = 2) -> Iterator[PastLimit]:
    """On weekdays a limit is booked from 17 to 20 h, and the building draws up to 15 A from 7 to 18 h."""
    rng = Random(seed)
    for day in _days():
        for hour in range(24):
            at = (day + timedelta(hours=hour)).astimezone(UTC)
            busy = day.weekday() < 5
            booked_a = BOOKED_A if busy and 17 <= hour < 20 else None
            yield PastLimit(at, booked_a, float(rng.randrange(5, 16)) if busy and 7 <= hour < 18 else 2.0)


def past_outages(stations: int, seed: int = 3) -> Iterator[PastOutage]:
    """Some six a year and station, which may overlap: faults of a connector, and silences of hours."""
    rng = Random(seed)
    for station in range(stations):
        for _ in range(rng.randrange(13)):
            began_at = rng.choice(list(_days())).astimezone(UTC) + timedelta(seconds=rng.randrange(86_400))
            faulted = rng.random() < 0.6
            lasts = timedelta(seconds=round(rng.lognormvariate(9.0, 1.2)))
            kind, place = (OutageKind.FAULTED, CONNECTOR) if faulted else (OutageKind.OFFLINE, WHOLE)
            yield PastOutage(station, place, kind, began_at, began_at + lasts)


def past_days(stations: int, seed: int = 4) -> Iterator[PastDay]:
    """A boot a month or so, and a station in ten whose messages deviate."""
    rng = Random(seed)
    for station in range(stations):
        deviant = rng.random() < 0.1
        for day in _days():
            boots = (day.astimezone(UTC) + timedelta(hours=12),) if rng.random() < 0.03 else ()
            deviations = rng.randrange(40) if deviant else 0
            if boots or deviations:
                yield PastDay(station, day.date().isoformat(), boots, deviations)


def _days() -> Iterator[datetime]:
    """Midnights of 2025 but for the last three days."""
    return (datetime(2025, 1, 1, tzinfo=ZONE) + timedelta(days=number) for number in range(362))
