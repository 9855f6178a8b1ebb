"""What the operator books: a site limit between two times, once or weekly in the site's time zone."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from csms.domain import clock, sites
from csms.domain.errors import InvalidError
from csms.domain.sites import Site
from csms.domain.steps import Steps, from_samples

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HH_MM = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY = timedelta(days=1)


class Recurrence(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Schedule:
    """A limit in A per phase for the whole site.

    Once: from `starts_at` until `ends_at` (RFC 3339). Weekly: on each of `weekdays` from `start_time` until
    `end_time` (HH:MM on the site's clock), past midnight where the end is not after the start; two equal
    times are 24 hours of that clock.
    """

    id: str
    site_id: str
    name: str
    created_at: str
    limit_a: float
    recurrence: Recurrence
    starts_at: str | None = None
    ends_at: str | None = None
    weekdays: tuple[str, ...] = ()
    start_time: str | None = None
    end_time: str | None = None


@dataclass(frozen=True)
class Window:
    start: datetime
    end: datetime
    limit_a: float


def validate(schedule: Schedule) -> None:
    """Raises InvalidError naming the member that is missing or wrong."""
    sites.check_limit(schedule.limit_a, "limit_a")
    if schedule.recurrence is Recurrence.ONCE:
        starts_at, ends_at = (_moment(getattr(schedule, field), field) for field in ("starts_at", "ends_at"))
        if ends_at <= starts_at:
            raise InvalidError("ends_at must be after starts_at", "ends_at")
        return
    if not schedule.weekdays or not set(schedule.weekdays) <= set(WEEKDAYS):
        raise InvalidError(f"weekdays must name some of {', '.join(WEEKDAYS)}", "weekdays")
    for field in ("start_time", "end_time"):
        if not _HH_MM.fullmatch(getattr(schedule, field) or ""):
            raise InvalidError(f"{field} must be a time of day, HH:MM", field)


def limit_over(site: Site, schedules: Iterable[Schedule], start: datetime, until: datetime) -> Steps:
    """The site's limit over [start, until): the lowest of its own and all booked ones, infinity for none."""
    zone = sites.zone(site)
    windows = [window for schedule in schedules for window in _windows(schedule, zone, start, until)]
    edges = {start, *(edge for w in windows for edge in (w.start, w.end) if start < edge < until)}
    own = math.inf if site.limit_a is None else site.limit_a
    times = sorted(edges)
    return from_samples(times, (min([own, *(w.limit_a for w in windows if w.start <= t < w.end)]) for t in times))


def lowest_limit(site: Site, schedules: Iterable[Schedule], now: datetime) -> float:
    """The lowest limit in A that can be in force now or ever after; infinity for none."""
    own = math.inf if site.limit_a is None else site.limit_a
    return min([own, *(schedule.limit_a for schedule in schedules if not is_over(schedule, now))])


def is_over(schedule: Schedule, now: datetime) -> bool:
    """Whether the schedule will never again be in force."""
    return schedule.recurrence is Recurrence.ONCE and _moment(schedule.ends_at, "ends_at") <= now


def _windows(schedule: Schedule, zone: ZoneInfo, start: datetime, until: datetime) -> Iterator[Window]:
    for begins, ends in _occurrences(schedule, zone, start, until):
        if begins < ends and begins < until and ends > start:
            yield Window(begins, ends, schedule.limit_a)


def _occurrences(
    schedule: Schedule, zone: ZoneInfo, start: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    if schedule.recurrence is Recurrence.ONCE:
        yield _moment(schedule.starts_at, "starts_at"), _moment(schedule.ends_at, "ends_at")
        return
    opens, closes = (time.fromisoformat(text or "") for text in (schedule.start_time, schedule.end_time))
    day, last = start.astimezone(zone).date() - 2 * _DAY, until.astimezone(zone).date()
    while day <= last:
        if WEEKDAYS[day.weekday()] in schedule.weekdays:
            yield _first_instant(day, opens, zone), _last_instant(day if opens < closes else day + _DAY, closes, zone)
        day += _DAY


def _first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a clock in `zone` first shows `at` or later: of two equal hours the first, of a skipped one its end."""
    earlier = min(_readings(day, at, zone))
    skipped = earlier.astimezone(zone).time() != at
    return _switch_after(earlier, zone) if skipped else earlier


def _last_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """As `_first_instant`, but of two equal hours the second: the limit holds through both."""
    later = max(_readings(day, at, zone))
    skipped = later.astimezone(zone).time() != at
    return _first_instant(day, at, zone) if skipped else later


def _readings(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    local = datetime.combine(day, at, zone)
    return [local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def _switch_after(moment: datetime, zone: ZoneInfo) -> datetime:
    offset = moment.astimezone(zone).utcoffset()
    while moment.astimezone(zone).utcoffset() == offset:
        moment += timedelta(minutes=1)
    return moment


def _moment(text: str | None, field: str) -> datetime:
    moment = clock.parse(text or "")
    if moment is None:
        raise InvalidError(f"{field} must be an RFC 3339 time", field)
    return moment
