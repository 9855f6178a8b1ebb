"""What a session costs: components, windows, spot prices, steps, bounds, and the properties that every bill has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain import currencies
from csms.domain.charges import Amount, Cost, PriceUnknownError, SpotPriceError
from csms.domain.costs import cost
from csms.domain.metered import Metered, Point, StateChange, metered
from csms.domain.metering import Reading
from csms.domain.prices import PricePoint
from csms.domain.tariffs import Component, Rate, Spot, Terms, Window
from csms.domain.transactions import Transaction

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday, 14:00 in Stockholm
ENERGY, TIME, IDLE, FLAT = Component


def rate(component: Component, price: str = "0", **members: Any) -> Rate:
    return Rate(component, Decimal(price), **members)


def terms(*rates: Rate, currency: str = "EUR", **bounds: str) -> Terms:
    return Terms(1, "2026-01-01T00:00:00.000Z", currency, rates, **{n: Decimal(b) for n, b in bounds.items()})  # type: ignore[arg-type]


def session(*points: tuple[float, int], start: datetime = START, idle_from: float | None = None) -> Metered:
    """(hours, Wh) after the start; the last is the end."""
    made = tuple(Point(start + timedelta(hours=hours), Fraction(wh)) for hours, wh in points)
    idle = ((start + timedelta(hours=idle_from), made[-1].at),) if idle_from is not None else ()
    return Metered(start, made[-1].at, made, idle)


def total(session: Metered, terms: Terms, prices: list[PricePoint] | None = None) -> str:
    return str(cost(session, terms, STOCKHOLM, prices or []).total.excl_vat)


TEN_KWH = session((0, 0), (2, 10_000))


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([rate(ENERGY, "0.35")], "3.50"),
        ([rate(ENERGY, "0.3333")], "3.33"),
        ([rate(TIME, "1.5")], "3.00"),
        ([rate(FLAT, "0.5")], "0.50"),
        ([rate(FLAT, "0.5"), rate(FLAT, "9")], "0.50"),
        ([rate(IDLE, "60")], "0.00"),
        ([rate(ENERGY, "0.35"), rate(TIME, "1.5"), rate(FLAT, "0.5")], "7.00"),
        ([], "0.00"),
        ([rate(ENERGY, "-0.1")], "-1.00"),
    ],
)
def test_components_add_up(rates: list[Rate], expected: str) -> None:
    assert total(TEN_KWH, terms(*rates)) == expected


def test_idling_is_paid_after_the_grace() -> None:
    stood = session((0, 0), (1, 10_000), (4, 10_000), idle_from=1)
    by_hour = terms(rate(TIME, "1"), rate(IDLE, "6", grace_minutes=30))
    assert total(stood, by_hour) == "16.00"
    made = cost(stood, by_hour, STOCKHOLM)
    assert [(p.idle, [i.component for i in p.items]) for p in made.periods] == [
        (False, [TIME]),
        (True, []),
        (True, [IDLE]),
    ]
    assert made.by_component[IDLE] == Amount(Decimal("15.00"), Decimal("15.00"))


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (Window(start="14:00", end="15:00"), "5.00"),
        (Window(start="15:30", end="15:00"), "7.50"),
        (Window(("mon",)), "10.00"),
        (Window(("tue",)), "0.00"),
        (Window(("sun",), "14:30", "14:30"), "2.50"),
        (Window(("mon",), "14:30", "14:30"), "7.50"),
    ],
)
def test_a_window_is_on_the_clock_of_the_site(window: Window, expected: str) -> None:
    assert total(TEN_KWH, terms(rate(ENERGY, "1", window=window))) == expected


def test_the_first_rate_in_force_counts() -> None:
    peak = Window(start="15:00", end="20:00")
    made = cost(TEN_KWH, terms(rate(ENERGY, "2", window=peak), rate(ENERGY, "1")), STOCKHOLM)
    assert [(str(p.energy_wh), str(p.items[0].price)) for p in made.periods] == [("5000.000", "1"), ("5000.000", "2")]
    assert made.total.excl_vat == Decimal("15.00")


@pytest.mark.parametrize(
    ("start", "window", "hours"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), Window(start="02:00", end="03:00"), 0),  # skipped
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), Window(start="02:30", end="04:00"), 1),  # begins at 03:00
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), Window(start="02:00", end="03:00"), 2),  # twice
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), Window(start="02:30", end="03:00"), 1),  # two halves
    ],
)
def test_a_window_follows_the_clock_where_it_is_changed(start: datetime, window: Window, hours: int) -> None:
    night = session((0, 0), (4, 4000), start=start)
    assert total(night, terms(rate(TIME, "1", window=window))) == f"{hours}.00"


def spot(*prices: str, start: datetime = START, minutes: int = 15, currency: str = "EUR") -> list[PricePoint]:
    step = timedelta(minutes=minutes)
    return [
        PricePoint(start + n * step, start + (n + 1) * step, Decimal(price), currency) for n, price in enumerate(prices)
    ]


def test_energy_by_the_spot_price_with_factor_and_markup() -> None:
    indexed = terms(rate(ENERGY, spot=Spot(Decimal("1.1"), Decimal("0.05"))))
    hour = session((0, 0), (1, 4000))
    assert total(hour, indexed, spot("0.1", "0.2", "-0.1", "0.3")) == "0.75"
    assert total(hour, terms(rate(ENERGY, spot=Spot())), spot("0.5", minutes=60)) == "2.00"


def test_a_price_that_is_not_known_is_missing_only_where_energy_flowed() -> None:
    indexed = terms(rate(ENERGY, spot=Spot()))
    with pytest.raises(PriceUnknownError, match="2026-06-01T12:45Z"):
        total(session((0, 0), (1, 4000)), indexed, spot("0.1", "0.2", "0.3"))
    stood = session((0, 0), (0.75, 3000), (1, 3000), idle_from=0.75)
    assert total(stood, indexed, spot("0.1", "0.2", "0.3")) == "0.60"
    with pytest.raises(SpotPriceError, match="in EUR, the spot price in SEK"):
        total(stood, indexed, spot("0.1", currency="SEK"))


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ([rate(ENERGY, "1", step_size=4000)], "12.00"),
        ([rate(TIME, "1", step_size=3 * 3600)], "3.00"),
        ([rate(ENERGY, "1", step_size=5000)], "10.00"),
        # The step of the rate used last, at its price.
        (
            [
                rate(ENERGY, "1", window=Window(start="14:00", end="15:00"), step_size=9),
                rate(ENERGY, "2", step_size=4000),
            ],
            "19.00",
        ),
    ],
)
def test_a_quantity_is_billed_in_steps(rates: list[Rate], expected: str) -> None:
    assert total(TEN_KWH, terms(*rates)) == expected


def test_where_idling_is_paid_only_its_time_is_in_steps() -> None:
    stood = session((0, 0), (1, 10_000), (1.5, 10_000), idle_from=1)
    both = terms(rate(TIME, "1", step_size=7200), rate(IDLE, "1", step_size=3600))
    assert total(stood, both) == "2.00"
    assert total(stood, terms(rate(TIME, "1", step_size=7200))) == "2.00"


def test_bounds_and_vat() -> None:
    taxed = terms(rate(ENERGY, "0.1", vat_percent=Decimal(25)), min_price="2", max_price="5")
    low = cost(TEN_KWH, taxed, STOCKHOLM)
    assert (low.total, low.adjustment) == (_amount("2.00", "2.50"), _amount("1.00", "1.25"))
    high = cost(session((0, 0), (1, 100_000)), taxed, STOCKHOLM)
    assert (high.total, high.adjustment) == (_amount("5.00", "6.25"), _amount("-5.00", "-6.25"))
    nothing = cost(session((0, 0), (1, 0)), taxed, STOCKHOLM)
    assert nothing.total == _amount("2.00", "2.50")


def _amount(excl_vat: str, incl_vat: str) -> Amount:
    return Amount(Decimal(excl_vat), Decimal(incl_vat))


@pytest.mark.parametrize(("currency", "expected"), [("JPY", "3"), ("EUR", "2.50"), ("BHD", "2.500"), ("CLF", "2.5000")])
def test_money_has_the_decimals_of_its_currency(currency: str, expected: str) -> None:
    assert total(TEN_KWH, terms(rate(ENERGY, "0.25"), currency=currency)) == expected


def test_halves_are_rounded_away_from_zero() -> None:
    assert str(currencies.rounded(Fraction(1, 200), "EUR")) == "0.01"
    assert str(currencies.rounded(Fraction(-1, 200), "EUR")) == "-0.01"
    assert str(currencies.rounded(Fraction(1, 201), "EUR")) == "0.00"


def test_a_session_of_no_length_pays_the_flat_fee() -> None:
    made = cost(session((0, 0), (0, 0)), terms(rate(FLAT, "1"), rate(TIME, "5")), STOCKHOLM)
    assert (len(made.periods), made.total.excl_vat) == (1, Decimal("1.00"))
    assert total(session((0, 0), (0, 5000)), terms(rate(ENERGY, "1"))) == "5.00"


def _transaction(**members: Any) -> Transaction:
    begun = Transaction("t", "cp-1", "CP-1", "1", "1.6", "2026-06-01T12:00:00.000Z", has_start=True)
    begin = Reading("2026-06-01T12:00:00.000Z", 1000.0)
    return replace(begun, begin=begin, **members)


def test_readings_that_cannot_be_are_left_out_and_the_sum_is_the_sessions() -> None:
    end = Reading("2026-06-01T14:00:00.000Z", 3000.1)
    seen = metered(
        _transaction(end=end, ended_at=end.at),
        [
            Reading("2026-06-01T13:00:00.000Z", 2000.0),
            Reading("2026-06-01T13:10:00.000Z", 1500.0),
            Reading("2026-06-01T13:20:00.000Z", 9000.0),
            Reading("2026-06-01T11:00:00.000Z", 1200.0),
        ],
    )
    assert [str(seen.energy_between(a, b)) for a, b in ((START, START + timedelta(hours=1)),)] == ["1000.000"]
    assert str(seen.energy_between(seen.started_at, seen.ended_at)) == "2000.100"
    assert len(seen.points) == 3


def _idle_minutes(readings: list[tuple[int, float]], states: list[tuple[int, str]]) -> list[tuple[int, int]]:
    def at(minute: int) -> str:
        return f"2026-06-01T{12 + minute // 60:02}:{minute % 60:02}:00.000Z"

    end = Reading(at(120), 1000 + readings[-1][1])
    seen = metered(
        _transaction(end=end, ended_at=end.at),
        [Reading(at(minute), 1000 + wh) for minute, wh in readings],
        [StateChange(at(minute), state) for minute, state in states],
    )
    minute = timedelta(minutes=1)
    return [((a - START) // minute, (b - START) // minute) for a, b in seen.idle]


def test_a_car_is_done_after_the_reading_at_which_it_last_drew_power() -> None:
    assert _idle_minutes([(30, 3000), (60, 6000), (90, 6010)], []) == [(60, 120)]
    assert _idle_minutes([(30, 0), (60, 3000)], []) == [(60, 120)]
    assert _idle_minutes([(30, 0), (60, 0)], []) == [], "it got nothing: it was not done"
    assert _idle_minutes([(120, 3000)], []) == [], "nobody knows when it was done"


def test_what_the_station_paused_is_not_idling() -> None:
    readings = [(30, 3000.0), (60, 6000.0)]
    paused, resumed = (90, "SuspendedEVSE"), (110, "SuspendedEV")
    assert _idle_minutes(readings, [(0, "Charging"), (60, "SuspendedEV"), paused, resumed]) == [(60, 90), (110, 120)]
    assert _idle_minutes(readings, [(60, "SuspendedEVSE")]) == []


MOMENTS = st.integers(0, 48 * 60)
SESSIONS = st.tuples(
    st.sampled_from([datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC), START]),
    st.lists(st.tuples(st.integers(1, 300), st.integers(0, 30_000)), min_size=1, max_size=6),
)
PRICES = st.decimals(min_value=-2, max_value=10, places=4)
RATES = st.lists(
    st.builds(
        Rate,
        st.sampled_from(list(Component)),
        PRICES,
        st.none(),
        st.sampled_from([Decimal(0), Decimal(25), Decimal("5.5")]),
        st.sampled_from([1, 60, 1000]),
        st.sampled_from([0, 10]),
        st.none() | st.builds(Window, st.sampled_from([(), ("sat", "sun")]), st.just("02:30"), st.just("17:00")),
    ),
    max_size=5,
)


def _session(made: tuple[datetime, list[tuple[int, int]]]) -> Metered:
    start, steps = made
    points, at, energy = [Point(start, Fraction(0))], start, 0
    for minutes, more in steps:
        at, energy = at + timedelta(minutes=minutes), energy + more
        points.append(Point(at, Fraction(energy)))
    idle = ((points[-2].at, at),) if len(points) > 2 else ()
    return Metered(start, at, tuple(points), idle)


def _halved(session: Metered) -> Metered:
    """One reading more in the middle of each interval, on the line."""
    points: list[Point] = []
    for a, b in zip(session.points, session.points[1:], strict=False):
        points += [a, Point(a.at + (b.at - a.at) / 2, (a.energy_wh + b.energy_wh) / 2)]
    return replace(session, points=(*points, session.points[-1]))


def _spot_over(session: Metered) -> list[PricePoint]:
    hours = (session.ended_at - session.started_at) // timedelta(hours=1) + 1
    return spot(*(f"0.{n % 7}" for n in range(hours)), start=session.started_at, minutes=60)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(SESSIONS, RATES, st.booleans(), st.sampled_from(["JPY", "EUR", "BHD"]))
def test_every_bill_adds_up_and_does_not_depend_on_how_often_the_meter_was_read(
    made: Any, rates: list[Rate], indexed: bool, currency: str
) -> None:
    seen = _session(made)
    agreed = terms(*rates, *([rate(ENERGY, spot=Spot())] if indexed else []), currency=currency)
    prices = [replace(point, currency=currency) for point in _spot_over(seen)]
    bill = cost(seen, agreed, STOCKHOLM, prices)
    assert cost(_halved(seen), agreed, STOCKHOLM, prices) == bill
    _adds_up(bill, seen)


def _adds_up(bill: Cost, seen: Metered) -> None:
    for component, amount in bill.by_component.items():
        exact = sum((i.amount for p in bill.periods for i in p.items if i.component is component), Fraction(0))
        assert currencies.rounded(exact, bill.currency) == amount.excl_vat
    assert bill.total.excl_vat == sum(a.excl_vat for a in bill.by_component.values()) + bill.adjustment.excl_vat
    assert sum(p.energy_wh for p in bill.periods) == seen.energy_between(seen.started_at, seen.ended_at)
    assert (bill.periods[0].start, bill.periods[-1].end) == (seen.started_at, seen.ended_at)
    for before, after in zip(bill.periods, bill.periods[1:], strict=False):
        assert before.end == after.start
