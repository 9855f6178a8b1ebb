"""When the planner must wake for what is booked, above all where clocks change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csms.domain.schedules import Recurrence, Schedule
from csms.domain.sites import Site
from csms.domain.wake_ups import repair_is_due, wake_ups

SITE = Site("s", "Depot", "2026-01-01T00:00:00.000Z", time_zone="Europe/Stockholm")
ZONE = "Europe/Stockholm"
JUNE = datetime(2026, 6, 1, 12, tzinfo=UTC)


def weekly(days: tuple[str, ...], start: str, end: str) -> Schedule:
    return Schedule("w", "s", "", "", 10.0, Recurrence.WEEKLY, weekdays=days, start_time=start, end_time=end)


def once(start: str, end: str) -> Schedule:
    return Schedule("o", "s", "", "", 10.0, Recurrence.ONCE, starts_at=start, ends_at=end)


def rings(schedule: Schedule, now: datetime = JUNE) -> set[tuple[str, str]]:
    return {(wake_up.expression, wake_up.zone) for wake_up in wake_ups(SITE, [schedule], now)}


def test_once_is_both_edges_that_are_still_to_come() -> None:
    booked = once("2026-06-01T18:07:30.25+02:00", "2026-06-01T20:00:00Z")
    assert rings(booked) == {("at(2026-06-01T16:07:31)", "UTC"), ("at(2026-06-01T20:00:00)", "UTC")}
    assert rings(booked, JUNE + timedelta(hours=5)) == {("at(2026-06-01T20:00:00)", "UTC")}
    assert rings(booked, JUNE + timedelta(hours=8)) == set()


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (weekly(("fri", "mon"), "18:07", "19:00"), {"cron(7 18 ? * MON,FRI *)", "cron(0 19 ? * MON,FRI *)"}),
        (weekly(("fri", "sun"), "22:00", "06:30"), {"cron(0 22 ? * FRI,SUN *)", "cron(30 6 ? * MON,SAT *)"}),
        (weekly(("mon",), "00:00", "00:00"), {"cron(0 0 ? * MON *)", "cron(0 0 ? * TUE *)"}),
    ],
)
def test_weekly_is_on_the_sites_clock(schedule: Schedule, expected: set[str]) -> None:
    assert rings(schedule) == {(expression, ZONE) for expression in expected}


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"),
    [
        pytest.param("2026-03-28T12:00", "02:30", "04:00", {"01:00", "02:00"}, id="a skipped start"),
        pytest.param("2026-10-24T12:00", "02:30", "03:00", {"00:30", "02:00"}, id="an hour that comes twice"),
        pytest.param("2026-03-26T12:00", "02:30", "04:00", set(), id="three days ahead"),
    ],
)
def test_the_days_of_a_switch_are_told_in_utc_as_well(now: str, start: str, end: str, expected: set[str]) -> None:
    found = rings(weekly(("sun",), start, end), datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert {expression[14:19] for expression, _ in found if expression.startswith("at(")} == expected


def test_what_rings_together_is_one_and_has_the_same_name() -> None:
    found = wake_ups(SITE, [weekly(("mon",), "10:00", "11:00"), weekly(("mon",), "10:00", "12:00")], JUNE)
    assert len(found) == 3
    names = {wake_up.name for wake_up in found}
    assert names.isdisjoint(w.name for w in wake_ups(replace(SITE, id="t"), [weekly(("mon",), "10:00", "11:00")], JUNE))
    assert len(names) == 3
    assert all(len(name) <= 64 and name.isalnum() for name in names)


def test_every_site_is_repaired_once_an_hour() -> None:
    for site_id in ("a", "b", "depot"):
        due = [repair_is_due(site_id, JUNE + timedelta(minutes=5 * turn), 300) for turn in range(24)]
        assert (due.count(True), due[:12]) == (2, due[12:])
