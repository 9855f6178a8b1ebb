"""When a site's planner must wake because something booked begins or ends: at times, or weekly on the site's clock."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from csms.domain import occurrences, sites
from csms.domain.occurrences import WEEKDAYS, Recurrence
from csms.domain.schedules import Schedule
from csms.domain.sites import Site

REPAIR_EVERY_S = 3600
# EventBridge Scheduler leaves a weekly time out that a clock skips, and takes one of two that it shows twice.
_DAYS_AHEAD = timedelta(days=2)
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class WakeUp:
    """`expression` is EventBridge Scheduler's: `at(2026-06-01T18:07:00)` or `cron(7 18 ? * MON,FRI *)` in `zone`.

    Schedules of a site that begin or end together share one.
    """

    site_id: str
    expression: str
    zone: str = "UTC"

    @property
    def once(self) -> bool:
        return self.expression.startswith("at(")

    def is_within(self, span: timedelta, now: datetime) -> bool:
        """Whether it rings once, and sooner than `span` from now or before."""
        return self.once and datetime.fromisoformat(f"{self.expression[3:-1]}+00:00") < now + span

    @property
    def name(self) -> str:
        """The same for the same wake-up, at most 64 letters and digits."""
        return hashlib.sha256("\n".join((self.site_id, self.expression, self.zone)).encode()).hexdigest()[:48]


def wake_ups(site: Site | None, schedules: Iterable[Schedule], now: datetime) -> frozenset[WakeUp]:
    """All that the schedules need from now on; the days on which clocks change are ahead by two days only."""
    if site is None:
        return frozenset()
    zone = sites.zone(site)
    return frozenset(WakeUp(site.id, *found) for schedule in schedules for found in _of(schedule, zone, now))


def repair_is_due(site_id: str, now: datetime, period_s: int) -> bool:
    """True once in `REPAIR_EVERY_S` for a caller that asks every `period_s`; sites take turns."""
    turns = max(1, REPAIR_EVERY_S // max(1, period_s))
    turn = int(hashlib.sha256(site_id.encode()).hexdigest()[:8], 16) % turns
    return int(now.timestamp()) // max(1, period_s) % turns == turn


def _of(schedule: Schedule, zone: ZoneInfo, now: datetime) -> Iterator[tuple[str, str]]:
    if schedule.recurrence is Recurrence.ONCE:
        edges = (occurrences.moment(getattr(schedule, field), field) for field in ("starts_at", "ends_at"))
        yield from (_at(edge) for edge in edges if edge > now)
        return
    opens, closes = (time.fromisoformat(text or "") for text in (schedule.start_time, schedule.end_time))
    days = sorted(WEEKDAYS.index(day) for day in schedule.weekdays)
    yield _weekly(opens, days, zone)
    yield _weekly(closes, days if opens < closes else sorted((day + 1) % 7 for day in days), zone)
    for window in occurrences.between(schedule, zone, now, now + _DAYS_AHEAD):
        yield from (_at(edge) for edge in window if now < edge and _near_a_switch(edge, zone))


def _weekly(at: time, days: list[int], zone: ZoneInfo) -> tuple[str, str]:
    names = ",".join(WEEKDAYS[day].upper() for day in days)
    return f"cron({at.minute} {at.hour} ? * {names} *)", zone.key


def _at(edge: datetime) -> tuple[str, str]:
    """A fraction of a second is rounded up: to wake before the edge is to wake for nothing."""
    whole = edge.astimezone(UTC) + timedelta(seconds=1) - timedelta.resolution
    return f"at({whole:%Y-%m-%dT%H:%M:%S})", "UTC"


def _near_a_switch(edge: datetime, zone: ZoneInfo) -> bool:
    before, after = ((edge + delta).astimezone(zone).utcoffset() for delta in (-_HALF_A_DAY, _HALF_A_DAY))
    return before != after
