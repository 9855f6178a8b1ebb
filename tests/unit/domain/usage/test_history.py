"""Answers that are computed from the sums: by the clock on the wall, and to the watt."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from csms.domain.errors import InvalidError
from csms.domain.usage import load
from csms.domain.usage.amounts import HOUR_S
from csms.domain.usage.buckets import Step, buckets
from csms.domain.usage.heat_map import heat_map
from csms.domain.usage.history import History, Span, history

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def span(start: str, until: str) -> Span:
    return Span.of(datetime.fromisoformat(start), datetime.fromisoformat(until))


def every_hour(asked: Span) -> History:
    """1 kWh, 600 s and a session in every hour of the days that are asked for."""
    sums = {f"{letter}{hour}": value for hour in range(24) for letter, value in (("o", 600), ("s", 1))}
    sums |= {f"e{quarter}": 250_000 for quarter in range(96)}
    days = [date.fromordinal(day + date(1970, 1, 1).toordinal()).isoformat() for day in asked.days]
    return history(asked, [(day, sums) for day in days])


@pytest.mark.parametrize(
    ("start", "until", "hours"),
    [
        ("2026-03-28T00:00+01:00", "2026-03-31T00:00+02:00", [24, 23, 24]),
        ("2026-10-24T00:00+02:00", "2026-10-27T00:00+01:00", [24, 25, 24]),
        ("2026-10-24T12:00+02:00", "2026-10-25T02:30+01:00", [12, 4]),
    ],
)
def test_a_day_of_23_or_25_hours_is_one_day(start: str, until: str, hours: list[int]) -> None:
    made = buckets(every_hour(span(start, until)), Step.DAY, STOCKHOLM)
    assert [(bucket.until_s - bucket.start_s) // HOUR_S for bucket in made] == hours
    assert [bucket.sums["e"] for bucket in made] == [hour * 1_000_000 for hour in hours]
    assert [bucket.sums["s"] for bucket in made] == hours
    assert {bucket.mean_w for bucket in made} == {1000.0}
    assert {bucket.peak_w for bucket in made} == {1000.0}


@pytest.mark.parametrize(
    ("step", "starts"),
    [
        (Step.WEEK, ["2026-02-25", "2026-03-02", "2026-03-09"]),
        (Step.MONTH, ["2026-02-25", "2026-03-01"]),
    ],
)
def test_weeks_begin_on_monday_and_months_on_the_first(step: Step, starts: list[str]) -> None:
    made = buckets(every_hour(span("2026-02-25T00:00+01:00", "2026-03-12T00:00+01:00")), step, STOCKHOLM)
    local = [datetime.fromtimestamp(bucket.start_s, STOCKHOLM) for bucket in made]
    assert [f"{at:%Y-%m-%d}" for at in local] == starts
    assert {(at.hour, at.minute) for at in local} == {(0, 0)}


def test_too_many_buckets_are_refused() -> None:
    with pytest.raises(InvalidError, match="800"):
        buckets(History(span("2026-01-01T00:00Z", "2026-03-01T00:00Z"), {}), Step.HOUR, STOCKHOLM)


def test_only_what_was_asked_for_counts() -> None:
    found = every_hour(span("2026-03-01T22:10+00:00", "2026-03-02T01:30+00:00"))
    assert (found.total("e"), found.total("s"), found.span.lasts_s) == (4_000_000, 4, 4 * HOUR_S)


def test_an_hour_that_is_skipped_or_repeated_counts_as_often_as_it_was() -> None:
    autumn = heat_map(every_hour(span("2026-10-19T00:00+02:00", "2026-10-26T00:00+01:00")), STOCKHOLM)
    cells = {(cell.weekday, cell.hour): cell for cell in autumn}
    assert {cell.hours for cell in cells.values()} == {1, 2}
    assert cells[6, 2].hours == 2
    assert {(cell.power_w, cell.arrivals) for cell in cells.values()} == {(1000.0, 1.0)}
    spring = heat_map(every_hour(span("2026-03-23T00:00+01:00", "2026-03-30T00:00+02:00")), STOCKHOLM)
    [skipped] = [cell for cell in spring if cell.hours == 0]
    assert (skipped.weekday, skipped.hour, skipped.power_w) == (6, 2, 0.0)


def quarters(letter: str, *powers_w: float) -> History:
    asked = span("2026-03-01T00:00+00:00", "2026-03-01T10:00+00:00")
    sums = {f"{letter}{number}": round(power_w * 250) for number, power_w in enumerate(powers_w)}
    return history(asked, [("2026-03-01", sums)])


def test_the_load_duration_curve_falls_and_counts_the_time_without_load() -> None:
    curve = dict(load.load_duration(quarters("e", 4000, 9000, 9000, 1000)))
    assert (curve[0.0], curve[5], curve[10], curve[20], curve[100]) == (9000, 9000, 1000, 0, 0)
    top = load.peak(quarters("e", 4000, 9000, 9000, 1000))
    assert top == load.Peak(int(datetime(2026, 3, 1, 0, 15, tzinfo=UTC).timestamp()), 9000)
    assert load.peak(quarters("e")) is None


def test_the_peak_of_what_was_wanted() -> None:
    assert load.unhindered_peak_w(quarters("w", 4000, 9000, 8000)) == 9000
