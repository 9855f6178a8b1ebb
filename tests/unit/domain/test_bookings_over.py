"""What schedules say of a session and of the price, at given times."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import inf
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from csms.domain import bookings_over
from csms.domain.bookings_over import Subject
from csms.domain.errors import InvalidError
from csms.domain.schedules import WEEKDAYS, Recurrence, Schedule, validate

ZONE = ZoneInfo("Europe/Stockholm")
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)
NIGHTS = Schedule(
    "n", "s", "", "2026-01-01", None, Recurrence.WEEKLY, weekdays=WEEKDAYS, start_time="22:00", end_time="06:00"
)
CAR = Subject("cp-1", "tag-1", "vans")
NIGHT = NOON + timedelta(hours=12)


def booked(created: int = 1, **members: Any) -> Schedule:
    return replace(NIGHTS, id=f"id-{created}", created_at=f"2026-01-{created:02d}", **members)


def test_the_most_specific_priority_counts_and_of_two_alike_the_newest() -> None:
    rows = [booked(9, priority=2.0), booked(2, priority=3.0, station="CP-1"), booked(3, priority=4.0, station="CP-1")]
    assert bookings_over.priority_of(rows, ZONE, CAR, NIGHT) == 4.0
    rows.append(booked(1, priority=5.0, token_group="VANS"))
    assert bookings_over.priority_of(rows, ZONE, CAR, NIGHT) == 5.0
    rows.append(booked(1, priority=6.0, token="Tag-1"))
    assert bookings_over.priority_of(rows, ZONE, CAR, NIGHT) == 6.0
    assert bookings_over.priority_of(rows, ZONE, Subject("cp-2"), NIGHT) == 2.0
    assert bookings_over.priority_of(rows, ZONE, CAR, NOON) is None


def test_quiet_hours_bind_whom_they_are_for_and_the_lowest_counts() -> None:
    rows = [booked(quiet_a=10.0), booked(quiet_a=0.0, station="CP-1"), booked(quiet_a=6.0, token="TAG-9")]
    times = [NOON, NIGHT - timedelta(hours=2), NIGHT, NIGHT + timedelta(hours=6)]
    assert bookings_over.quiet_over(rows, ZONE, CAR, times) == (inf, 0.0, 0.0, inf)
    assert bookings_over.quiet_over(rows, ZONE, Subject("cp-2"), times) == (inf, 10.0, 10.0, inf)
    assert bookings_over.quiet_over([], ZONE, CAR, times) == (inf,) * 4


def test_the_newest_price_counts() -> None:
    rows = [booked(2, price_per_kwh=Decimal("0.20")), booked(1, price_per_kwh=Decimal("0.10"))]
    assert bookings_over.price_over(rows, ZONE, [NOON, NIGHT]) == (None, Decimal("0.20"))


def test_a_target_is_wanted_by_the_end_of_its_window() -> None:
    rows = [booked(energy_wh=20_000.0, station="CP-1"), booked(priority=2.0, token="TAG-1")]
    found = bookings_over.target_of(rows, ZONE, CAR, NIGHT)
    assert found == (rows[0], datetime(2026, 6, 2, 4, tzinfo=UTC))
    assert bookings_over.target_of(rows, ZONE, Subject("cp-2"), NIGHT) is None
    assert bookings_over.target_of(rows, ZONE, CAR, NOON) is None


def test_edges_are_those_of_everything_that_is_booked() -> None:
    rows = [booked(quiet_a=0.0), booked(price_per_kwh=Decimal(1), start_time="21:30")]
    found = bookings_over.edges(rows, ZONE, NOON, NOON + timedelta(hours=20))
    assert [edge.strftime("%H:%M") for edge in sorted(found)] == ["19:30", "20:00", "04:00"]


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({}, "limit_a"),
        ({"limit_a": 1.0, "quiet_a": 1.0}, "quiet_a"),
        ({"limit_a": inf}, "limit_a"),
        ({"price_per_kwh": Decimal("NaN")}, "price_per_kwh"),
        ({"priority": inf}, "priority"),
        ({"energy_wh": 0.0, "station": "CP-1"}, "energy_wh"),
        ({"soc_percent": 80.0, "battery_wh": inf, "station": "CP-1"}, "battery_wh"),
        ({"price_per_kwh": Decimal(1), "station": "CP-1"}, "station"),
        ({"soc_percent": 80.0}, "station"),
    ],
)
def test_a_wrong_member_is_named(members: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as raised:
        validate(booked(**members))
    assert raised.value.field == field
