"""Booked limits as step functions, above all on the days when Stockholm's clocks change."""

import itertools
import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain import schedules, steps
from csms.domain.errors import InvalidError
from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Site

SITE = Site("s", "Depot", "2026-01-01T00:00:00.000Z", time_zone="Europe/Stockholm")
DAYS = schedules.WEEKDAYS


def weekly(days: tuple[str, ...], start: str, end: str, limit_a: float = 10.0) -> Schedule:
    return Schedule("w", "s", "", "", limit_a, Recurrence.WEEKLY, weekdays=days, start_time=start, end_time=end)


def once(start: str, end: str, limit_a: float = 10.0) -> Schedule:
    return Schedule("o", "s", "", "", limit_a, Recurrence.ONCE, starts_at=start, ends_at=end)


def limited(schedule: Schedule, start: str, until: str) -> list[tuple[str, str]]:
    """The times in UTC within which the schedule's limit holds."""
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, until))
    found = schedules.limit_over(SITE, [schedule], begin, end)
    ends = [step.start for step in found[1:]] + [end]
    return [
        (step.start.strftime("%d %H:%M"), stop.strftime("%d %H:%M"))
        for step, stop in zip(found, ends, strict=True)
        if math.isfinite(step.limit_a)
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("01:00", "04:00", [("29 00:00", "29 02:00")], id="two real hours of three"),
        pytest.param("02:00", "03:00", [], id="an hour that does not exist"),
        pytest.param("02:15", "02:45", [], id="within the hour that does not exist"),
        pytest.param("02:30", "03:15", [("29 01:00", "29 01:15")], id="from the skipped hour on"),
        pytest.param("01:30", "02:30", [("29 00:30", "29 01:00")], id="into the skipped hour"),
        pytest.param("03:00", "04:00", [("29 01:00", "29 02:00")], id="after it"),
        pytest.param("22:00", "05:00", [("29 20:00", "30 03:00")], id="the night after"),
        pytest.param("00:00", "00:00", [("28 23:00", "29 22:00")], id="a day of 23 hours"),
    ],
)
def test_clocks_go_forward(start: str, end: str, expected: list[tuple[str, str]]) -> None:
    """Sunday 29 March 2026, 01:00 UTC: 02:00 becomes 03:00."""
    assert limited(weekly(("sun",), start, end), "2026-03-28 12:00", "2026-03-30 12:00") == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("01:00", "04:00", [("24 23:00", "25 03:00")], id="four real hours of three"),
        pytest.param("02:00", "03:00", [("25 00:00", "25 02:00")], id="the hour that comes twice"),
        pytest.param("02:30", "03:00", [("25 00:30", "25 02:00")], id="from its first half on"),
        pytest.param("01:00", "02:30", [("24 23:00", "25 01:30")], id="into its second half"),
        pytest.param("00:00", "00:00", [("24 22:00", "25 23:00")], id="a day of 25 hours"),
    ],
)
def test_clocks_go_back(start: str, end: str, expected: list[tuple[str, str]]) -> None:
    """Sunday 25 October 2026, 01:00 UTC: 03:00 becomes 02:00."""
    assert limited(weekly(("sun",), start, end), "2026-10-24 12:00", "2026-10-26 12:00") == expected


def test_a_night_over_the_switch_belongs_to_the_day_it_began() -> None:
    saturday_night = weekly(("sat",), "22:00", "06:00")
    assert limited(saturday_night, "2026-03-27 12:00", "2026-03-31 12:00") == [("28 21:00", "29 04:00")]
    assert limited(saturday_night, "2026-10-23 12:00", "2026-10-27 12:00") == [("24 20:00", "25 05:00")]


def test_a_week_keeps_its_wall_clock_over_the_switch() -> None:
    workdays = weekly(("fri", "mon"), "18:07", "19:00")
    expected = [("27 17:07", "27 18:00"), ("30 16:07", "30 17:00")]
    assert limited(workdays, "2026-03-27 00:00", "2026-03-31 00:00") == expected


def test_once_holds_at_the_exact_times_whatever_their_offset() -> None:
    booked = once("2026-06-01T18:07:30+02:00", "2026-06-01T17:00:00Z")
    found = schedules.limit_over(
        SITE, [booked], datetime(2026, 6, 1, 12, tzinfo=UTC), datetime(2026, 6, 1, 20, tzinfo=UTC)
    )
    assert steps.to_list(found) == [
        {"start": "2026-06-01T12:00:00.000Z", "limit_a": None},
        {"start": "2026-06-01T16:07:30.000Z", "limit_a": 10.0},
        {"start": "2026-06-01T17:00:00.000Z", "limit_a": None},
    ]
    assert steps.from_list(steps.to_list(found)) == found


def test_the_lowest_of_all_that_hold_wins_and_the_past_does_not_count() -> None:
    site = Site("s", "", "", limit_a=40.0)
    booked = [once("2026-06-01T10:00:00Z", "2026-06-01T14:00:00Z", 20), weekly(DAYS, "12:00", "13:00", 30)]
    noon = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
    found = schedules.limit_over(site, booked, noon, noon + timedelta(hours=24))
    assert [step.limit_a for step in found] == [20, 40, 30]
    assert schedules.lowest_limit(site, booked, noon) == 20
    assert schedules.lowest_limit(site, booked, noon + timedelta(hours=4)) == 30
    assert schedules.lowest_limit(Site("s", "", ""), [], noon) == math.inf


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120), st.floats(0, 80)), max_size=6),
    st.integers(0, 300),
)
def test_the_steps_agree_with_the_definition_at_every_minute(rows: list[tuple[int, int, float]], minute: int) -> None:
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    booked = [
        once(str(begin + timedelta(minutes=start)), str(begin + timedelta(minutes=start + length)), limit_a)
        for start, length, limit_a in rows
    ]
    found = schedules.limit_over(SITE, booked, begin, begin + timedelta(minutes=301))
    expected = min([math.inf, *(limit for start, length, limit in rows if start <= minute < start + length)])
    assert steps.value_at(found, begin + timedelta(minutes=minute)) == expected
    assert all(a.limit_a != b.limit_a and a.start < b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("schedule", "field"),
    [
        (once("soon", "2026-06-01T10:00:00Z"), "starts_at"),
        (once("2026-06-01T10:00:00Z", ""), "ends_at"),
        (once("2026-06-01T10:00:00Z", "2026-06-01T10:00:00Z"), "ends_at"),
        (once("2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z", -1), "limit_a"),
        (once("0001-01-01T00:00:00Z", "2026-06-01T11:00:00Z"), "starts_at"),
        (once("2026-06-01T10:00:00Z", "9999-12-31T23:59:59Z"), "ends_at"),
        (weekly((), "10:00", "11:00"), "weekdays"),
        (weekly(("monday",), "10:00", "11:00"), "weekdays"),
        (weekly(("mon",), "24:00", "11:00"), "start_time"),
        (weekly(("mon",), "10:00", "11"), "end_time"),
    ],
)
def test_a_wrong_member_is_named(schedule: Schedule, field: str) -> None:
    with pytest.raises(InvalidError) as raised:
        schedules.validate(schedule)
    assert raised.value.field == field
