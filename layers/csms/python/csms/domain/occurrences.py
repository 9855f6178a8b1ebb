"""When something booked is in force: once, or every week on the site's clock, through the days when clocks change."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from csms.domain import clock
from csms.domain.errors import InvalidError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HH_MM = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY = timedelta(days=1)


class Recurrence(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"


class Timed(Protocol):
    """Once: from `starts_at` until `ends_at` (RFC 3339). Weekly: on each of `weekdays` from `start_time` until
    `end_time` (HH:MM on the site's clock), past midnight where the end is not after the start; two equal times
    are 24 hours of that clock."""

    @property
    def recurrence(self) -> Recurrence: ...
    @property
    def starts_at(self) -> str | None: ...
    @property
    def ends_at(self) -> str | None: ...
    @property
    def weekdays(self) -> tuple[str, ...]: ...
    @property
    def start_time(self) -> str | None: ...
    @property
    def end_time(self) -> str | None: ...


def validate(timed: Timed) -> None:
    """Raises InvalidError naming the member that is missing or wrong."""
    if timed.recurrence is Recurrence.ONCE:
        starts_at, ends_at = (
            clock.countable(moment(text, field), field)
            for field, text in (("starts_at", timed.starts_at), ("ends_at", timed.ends_at))
        )
        if ends_at <= starts_at:
            raise InvalidError("ends_at must be after starts_at", "ends_at")
        return
    if not timed.weekdays or not set(timed.weekdays) <= set(WEEKDAYS):
        raise InvalidError(f"weekdays must name some of {', '.join(WEEKDAYS)}", "weekdays")
    for field in ("start_time", "end_time"):
        if not _HH_MM.fullmatch(getattr(timed, field) or ""):
            raise InvalidError(f"{field} must be a time of day, HH:MM", field)


def is_over(timed: Timed, now: datetime) -> bool:
    """Whether it will never again be in force."""
    return timed.recurrence is Recurrence.ONCE and moment(timed.ends_at, "ends_at") <= now


def between(timed: Timed, zone: ZoneInfo, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Begin and end of every time it is in force within [start, until), in order."""
    for begins, ends in _around(timed, zone, start, until):
        if begins < ends and begins < until and ends > start:
            yield begins, ends


def _around(timed: Timed, zone: ZoneInfo, start: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    if timed.recurrence is Recurrence.ONCE:
        yield moment(timed.starts_at, "starts_at"), moment(timed.ends_at, "ends_at")
        return
    opens, closes = (time.fromisoformat(text or "") for text in (timed.start_time, timed.end_time))
    day, last = start.astimezone(zone).date() - 2 * _DAY, until.astimezone(zone).date()
    while day <= last:
        if WEEKDAYS[day.weekday()] in timed.weekdays:
            yield _first_instant(day, opens, zone), _last_instant(day if opens < closes else day + _DAY, closes, zone)
        day += _DAY


def _first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a clock in `zone` first shows `at` or later: of two equal hours the first, of a skipped one its end."""
    earlier = min(_readings(day, at, zone))
    skipped = earlier.astimezone(zone).time() != at
    return _switch_after(earlier, zone) if skipped else earlier


def _last_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """As `_first_instant`, but of two equal hours the second: what is booked holds through both."""
    later = max(_readings(day, at, zone))
    skipped = later.astimezone(zone).time() != at
    return _first_instant(day, at, zone) if skipped else later


def _readings(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    local = datetime.combine(day, at, zone)
    return [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def _switch_after(instant: datetime, zone: ZoneInfo) -> datetime:
    offset = instant.astimezone(zone).utcoffset()
    while instant.astimezone(zone).utcoffset() == offset:
        instant += timedelta(minutes=1)
    return instant


def moment(text: str | None, field: str) -> datetime:
    """Raises InvalidError naming `field` unless `text` is a time."""
    found = clock.parse(text or "")
    if found is None:
        raise InvalidError(f"{field} must be an RFC 3339 time", field)
    return found
