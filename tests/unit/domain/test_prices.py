"""Series of prices: overlaps, gaps, days of 23 and 25 hours."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain import prices
from csms.domain.errors import InvalidError
from csms.domain.prices import PricePoint

START = datetime(2026, 3, 1, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def point(first: float, last: float, price: str = "1") -> PricePoint:
    """In hours after START."""
    return PricePoint(START + timedelta(hours=first), START + timedelta(hours=last), Decimal(price), "SEK")


def shown(points: tuple[PricePoint, ...]) -> list[tuple[float, float, str]]:
    hours = [(p.start - START, p.end - START) for p in points]
    return [
        (a / timedelta(hours=1), b / timedelta(hours=1), str(p.price_per_kwh))
        for (a, b), p in zip(hours, points, strict=True)
    ]


def test_a_new_price_takes_its_time_out_of_the_old_one() -> None:
    old = [point(0, 1), point(1, 2), point(4, 6)]
    assert shown(prices.replaced(old, [point(0.25, 0.5, "2"), point(1.5, 5, "3")])) == [
        (0, 0.25, "1"),
        (0.25, 0.5, "2"),
        (0.5, 1, "1"),
        (1, 1.5, "1"),
        (1.5, 5, "3"),
        (5, 6, "1"),
    ]


def test_gaps_are_what_no_price_covers() -> None:
    def hours(*points: PricePoint) -> list[tuple[float, float]]:
        found = prices.gaps(points, START, START + timedelta(hours=4))
        return [((a - START) / timedelta(hours=1), (b - START) / timedelta(hours=1)) for a, b in found]

    assert hours() == [(0, 4)]
    assert hours(point(-1, 5)) == []
    assert hours(point(2, 3), point(1, 2)) == [(0, 1), (3, 4)]
    assert hours(point(-2, -1), point(4, 5), point(-1, 0.5)) == [(0.5, 4)]


def test_a_price_that_passes_midnight_is_two_of_one_day_each() -> None:
    days = prices.by_day([point(22, 49)])
    assert {day: shown(tuple(points)) for day, points in days.items()} == {
        date(2026, 3, 1): [(22, 24, "1")],
        date(2026, 3, 2): [(24, 48, "1")],
        date(2026, 3, 3): [(48, 49, "1")],
    }


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 1), 24)])
def test_a_local_day_has_as_many_prices_as_hours(day: date, hours: int) -> None:
    midnight, next_one = (
        datetime.combine(day + timedelta(days=n), time.min, STOCKHOLM).astimezone(UTC) for n in (0, 1)
    )
    hourly = [
        PricePoint(midnight + timedelta(hours=n), midnight + timedelta(hours=n + 1), Decimal(n), "SEK")
        for n in range(hours)
    ]
    kept = [p for points in prices.by_day(hourly).values() for p in points]
    assert prices.gaps(kept, midnight, next_one) == []
    assert prices.clipped(kept, midnight, next_one) == tuple(hourly)


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ([], "prices"),
        ([point(0, 1), point(2, 2)], "b.end"),
        ([point(0, 1), point(1, 0)], "b.end"),
        ([point(1, 3), point(0, 2)], "a.start"),
        ([point(0, 1), point(0, 1)], "b.start"),
        ([point(0, 1, "NaN")], "a.price"),
        ([point(0, 1, "1000000.01")], "a.price"),
        ([point(0, 1, "0.0000000000001")], "a.price"),
        ([point(0, 1), point(24 * 90, 24 * 90 + 1)], "prices"),
    ],
)
def test_what_is_no_series_is_refused_by_name(points: list[PricePoint], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        prices.validate(points, ["a", "b"][: len(points)])
    assert refused.value.field == field


SERIES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8).map(
    lambda spans: [point(a, a + length) for a, length in _apart(spans)]
)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    taken, free = [], 0
    for start, length in sorted(spans):
        begin = max(start, free)
        taken.append((begin, length))
        free = begin + length
    return taken


@settings(max_examples=60)
@given(SERIES, SERIES)
def test_every_hour_has_the_newest_price_that_names_it(old: list[PricePoint], new: list[PricePoint]) -> None:
    old = [PricePoint(p.start, p.end, Decimal(2), "SEK") for p in old]
    merged = prices.replaced(old, new)
    for number in range(150):
        moment = START + timedelta(hours=number)
        expected = [p.price_per_kwh for series in (new, old) for p in series if p.start <= moment < p.end]
        held = [p.price_per_kwh for p in merged if p.start <= moment < p.end]
        assert held == expected[:1]
