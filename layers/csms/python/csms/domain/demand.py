"""The demand charge: what the highest power of a calendar month costs, and how much of it a plan counts with."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EXPECTED_SHARE = 0.75
"""So much of an expected peak is not saved on: the months are not alike, and what is planned is not all that comes."""
_DAY = timedelta(days=1)


def month_of(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Its calendar month on the clocks of `zone`: the first moment, and the first of the next, in UTC."""
    first = moment.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return first.astimezone(UTC), (first + timedelta(days=32)).replace(day=1).astimezone(UTC)


def share(now: datetime, until: datetime, zone: ZoneInfo) -> float:
    """The part of the month's charge that a plan from `now` to `until` counts with, above 0 to 1.

    A higher peak serves every day that is left of the month, so a plan pays for its own days only, and for one at the
    least: what a plan of two hours raises, the rest of the day has no use for. On the last day all of it counts.
    """
    _, ends = month_of(now, zone)
    left = max(ends - now, _DAY)
    return min(1.0, max(until - now, _DAY) / left)


def peak_w(so_far_w: float, expected_kw: float | None) -> float:
    """Up to which power the month's peak is paid anyway, in W: what it was so far, or `EXPECTED_SHARE` of what is
    expected."""
    return max(so_far_w, (expected_kw or 0.0) * 1000 * EXPECTED_SHARE)
