"""What a kWh costs when: the series of a price zone, of any resolution, in UTC, so that no day needs 24 hours."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from csms.domain.errors import InvalidError

LONGEST_SERIES = timedelta(days=90)
SHORTEST_POINT = timedelta(minutes=1)
HIGHEST_PRICE, MOST_DECIMALS = Decimal(1_000_000), 12
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PricePoint:
    """`price_per_kwh` in `currency` (ISO 4217), exact, without VAT, in [start, end); below zero where one is paid."""

    start: datetime
    end: datetime
    price_per_kwh: Decimal
    currency: str


@dataclass(frozen=True)
class PriceDay:
    """The points of one UTC day in the order of time, as they are stored; `version` 0 is not stored yet."""

    zone: str
    day: date
    points: tuple[PricePoint, ...] = ()
    version: int = 0


Interval = tuple[datetime, datetime]


def validate(points: Sequence[PricePoint], names: Sequence[str]) -> None:
    """Raises InvalidError: none, backwards, overlapping, out of range. `names` is what the caller calls each point."""
    if not points:
        raise InvalidError("there is no price", "prices")
    for point, name in zip(points, names, strict=True):
        if point.end - point.start < SHORTEST_POINT:
            raise InvalidError("a price holds for a minute or more: end must be after start", f"{name}.end")
        check_price(point.price_per_kwh, f"{name}.price")
    order = sorted(range(len(points)), key=lambda number: points[number].start)
    for before, number in pairwise(order):
        if points[number].start < points[before].end:
            raise InvalidError("two prices hold at the same time", f"{names[number]}.start")
    if max(p.end for p in points) - points[order[0]].start > LONGEST_SERIES:
        raise InvalidError(f"at most {LONGEST_SERIES.days} days at once", "prices")


def check_price(price: Decimal, field: str) -> None:
    """Raises InvalidError for what is no price per kWh."""
    if not price.is_finite() or abs(price) > HIGHEST_PRICE:
        raise InvalidError(f"a price per kWh is a number between -{HIGHEST_PRICE} and {HIGHEST_PRICE}", field)
    if price.normalize().as_tuple().exponent < -MOST_DECIMALS:  # type: ignore[operator]
        raise InvalidError(f"a price per kWh has at most {MOST_DECIMALS} decimals", field)


def days_between(start: datetime, until: datetime) -> list[date]:
    """The UTC days that [start, until) touches."""
    first, last = start.astimezone(UTC).date(), (until.astimezone(UTC) - timedelta.resolution).date()
    return [first + number * _DAY for number in range((last - first).days + 1)]


def by_day(points: Iterable[PricePoint]) -> dict[date, list[PricePoint]]:
    """The points by UTC day; one that passes midnight is cut there."""
    found: dict[date, list[PricePoint]] = {}
    for point in sorted(points, key=attrgetter("start")):
        for day in days_between(point.start, point.end):
            midnight = datetime.combine(day, time.min, UTC)
            found.setdefault(day, []).extend(clipped([point], midnight, midnight + _DAY))
    return found


def clipped(points: Iterable[PricePoint], start: datetime, until: datetime) -> tuple[PricePoint, ...]:
    """What of the points lies in [start, until), in the order of time."""
    inside = (p for p in points if p.start < until and p.end > start)
    cut = (replace(p, start=max(p.start, start), end=min(p.end, until)) for p in inside)
    return tuple(sorted(cut, key=attrgetter("start")))


def replaced(old: Iterable[PricePoint], new: Sequence[PricePoint]) -> tuple[PricePoint, ...]:
    """`new`, and what of `old` holds where `new` says nothing. Neither overlaps itself."""
    covers = sorted(new, key=attrgetter("start"))
    left = (
        replace(point, start=start, end=end)
        for point in old
        for start, end in _uncovered(covers, point.start, point.end)
    )
    return tuple(sorted([*covers, *left], key=attrgetter("start")))


def gaps(points: Iterable[PricePoint], start: datetime, until: datetime) -> list[Interval]:
    """The intervals of [start, until) without a price."""
    return list(_uncovered(sorted(points, key=attrgetter("start")), start, until))


def _uncovered(covers: Sequence[PricePoint], start: datetime, until: datetime) -> Iterator[Interval]:
    first = max(bisect_right(covers, start, key=attrgetter("start")) - 1, 0)
    for cover in covers[first:]:
        if cover.start >= until:
            break
        if cover.start > start:
            yield start, cover.start
        start = max(start, cover.end)
    if start < until:
        yield start, until
