"""What the schedules of a site say of one session, and of the site's price, at given times. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from csms.domain import occurrences
from csms.domain.ids import key_of
from csms.domain.occurrences import is_over
from csms.domain.schedules import Booked, Schedule

# The most specific first; of the same kind the newest counts.
_SCOPES = ("token", "token_group", "station", None)
_INSTANT = timedelta.resolution


@dataclass(frozen=True)
class Subject:
    """Whose session it is, as far as it is known; `ids.key_of` each."""

    station_key: str
    token_key: str | None = None
    group_key: str | None = None


def concerns(schedule: Schedule, subject: Subject) -> bool:
    if schedule.station is not None:
        return key_of(schedule.station) == subject.station_key
    if schedule.token is not None:
        return key_of(schedule.token) == subject.token_key
    return schedule.token_group is None or key_of(schedule.token_group) == subject.group_key


def priority_of(schedules: Iterable[Schedule], zone: ZoneInfo, subject: Subject, now: datetime) -> float | None:
    """What the most specific schedule in force says; None where none says anything."""
    found = _in_force(schedules, (Booked.PRIORITY,), zone, subject, now)
    return found[0].priority if found else None


def target_of(
    schedules: Iterable[Schedule], zone: ZoneInfo, subject: Subject, now: datetime
) -> tuple[Schedule, datetime] | None:
    """The most specific target in force, and the departure by which it is wanted."""
    found = _in_force(schedules, (Booked.ENERGY, Booked.SOC), zone, subject, now)
    if not found:
        return None
    _, departure = max(occurrences.between(found[0], zone, now, now + _INSTANT))
    return found[0], departure


def quiet_over(
    schedules: Iterable[Schedule], zone: ZoneInfo, subject: Subject, times: Sequence[datetime]
) -> tuple[float, ...]:
    """The most that the session may have at each of the ascending times, in A per phase; infinity for no bound."""
    levels = [math.inf] * len(times)
    for schedule in schedules:
        if schedule.quiet_a is not None and concerns(schedule, subject):
            for index in _indexes(schedule, zone, times):
                levels[index] = min(levels[index], schedule.quiet_a)
    return tuple(levels)


def price_over(schedules: Iterable[Schedule], zone: ZoneInfo, times: Sequence[datetime]) -> tuple[Decimal | None, ...]:
    """The booked price per kWh at each of the ascending times, the newest where two meet; None for none."""
    prices: list[Decimal | None] = [None] * len(times)
    for schedule in sorted(schedules, key=_age):
        if schedule.price_per_kwh is not None:
            for index in _indexes(schedule, zone, times):
                prices[index] = schedule.price_per_kwh
    return tuple(prices)


def edges(schedules: Iterable[Schedule], zone: ZoneInfo, start: datetime, until: datetime) -> set[datetime]:
    """Every time strictly within (start, until) at which something booked begins or ends."""
    windows = (window for schedule in schedules for window in occurrences.between(schedule, zone, start, until))
    return {edge for window in windows for edge in window if start < edge < until}


def _in_force(
    schedules: Iterable[Schedule], kinds: tuple[Booked, ...], zone: ZoneInfo, subject: Subject, now: datetime
) -> list[Schedule]:
    """The most specific first, then the newest."""
    found = [
        schedule
        for schedule in schedules
        if schedule.booked[0] in kinds and concerns(schedule, subject) and _indexes(schedule, zone, [now])
    ]
    return sorted(sorted(found, key=_age, reverse=True), key=lambda schedule: _SCOPES.index(schedule.scope))


def _indexes(schedule: Schedule, zone: ZoneInfo, times: Sequence[datetime]) -> list[int]:
    if not times or is_over(schedule, times[0]):
        return []
    windows = list(occurrences.between(schedule, zone, times[0], times[-1] + _INSTANT))
    return [index for index, moment in enumerate(times) if any(begins <= moment < ends for begins, ends in windows)]


def _age(schedule: Schedule) -> tuple[str, str]:
    return schedule.created_at, schedule.id
