"""When a clock on the wall changes what is paid."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from csms.domain.tariffs import Rate

_HOUR, _QUARTER, _DAY = timedelta(hours=1), timedelta(minutes=15), timedelta(days=1)


def changes_between(rates: Iterable[Rate], zone: ZoneInfo, start: datetime, until: datetime) -> Iterator[datetime]:
    """The moments at which a window may open or close, and maybe some more; none where there is no window."""
    times = {time.fromisoformat(text) for r in rates if r.window for text in (r.window.start, r.window.end)}
    if not times:
        return
    day, last = start.astimezone(zone).date() - _DAY, until.astimezone(zone).date() + _DAY
    while day <= last:
        for at in {*times, time.min}:
            for fold in (0, 1):
                yield datetime.combine(day, at.replace(fold=fold), zone).astimezone(UTC)
        day += _DAY
    yield from _clock_changes(zone, start, until)


def _clock_changes(zone: ZoneInfo, start: datetime, until: datetime) -> Iterator[datetime]:
    """Where the clock is put forward or back it jumps over an edge: every zone does so at a quarter of an hour."""
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour < until:
        if hour.astimezone(zone).utcoffset() != (hour + _HOUR).astimezone(zone).utcoffset():
            yield from (hour + number * _QUARTER for number in range(1, 5))
        hour += _HOUR
