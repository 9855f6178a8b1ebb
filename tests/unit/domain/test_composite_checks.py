from datetime import UTC, datetime

import pytest

from csms.domain.charging_profiles import RateUnit
from csms.domain.composite_checks import CompositeCheck, Difference, differences
from csms.domain.composite_schedule import CompositePeriod, CompositeSchedule

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
A, W = RateUnit


def schedule(*periods: tuple[int, float | None], unit: RateUnit = A) -> CompositeSchedule:
    return CompositeSchedule(1, NOON, 600, unit, tuple(CompositePeriod(start, limit) for start, limit in periods))


@pytest.mark.parametrize(
    ("station", "computed"),
    [
        ([(0, 16)], [(0, 16)]),
        ([(0, 15.9)], [(0, 16)]),
        ([(0, 16), (300, 16)], [(0, 16)]),
        ([(0, 16), (305, 8)], [(0, 16), (300, 8)]),
        ([(0, 32)], [(0, None)]),
        ([(0, None)], [(0, 80)]),
    ],
)
def test_rounding_clocks_and_the_stations_own_maximum_are_no_difference(
    station: list[tuple[int, float | None]], computed: list[tuple[int, float | None]]
) -> None:
    assert differences(schedule(*station), schedule(*computed), most=32) == ()


@pytest.mark.parametrize(
    ("station", "computed", "apart"),
    [
        ([(0, 16)], [(0, 8)], [(0, 600, 16, 8)]),
        ([(0, 16)], [(0, 16), (300, 8)], [(300, 600, 16, 8)]),
        ([(0, 16), (100, 6), (200, 16)], [(0, 16)], [(100, 200, 6, 16)]),
        ([(0, 16), (300, 8), (310, 8)], [(0, 16), (200, 16)], [(300, 600, 8, 16)]),
        ([(0, 16)], [(0, None)], [(0, 600, 16, None)]),
    ],
)
def test_where_they_part(
    station: list[tuple[int, float | None]],
    computed: list[tuple[int, float | None]],
    apart: list[tuple[int, int, float | None, float | None]],
) -> None:
    found = differences(schedule(*station), schedule(*computed), most=32)
    assert found == tuple(Difference(*one) for one in apart)


def test_a_station_may_cut_amperes_before_it_speaks_of_watts() -> None:
    theirs, ours = schedule((0, 10971), unit=W), schedule((0, 11040), unit=W)
    assert differences(theirs, ours, most=22080) == ()
    assert differences(schedule((0, 10900), unit=W), ours, most=22080) != ()


def test_it_is_stored_and_read() -> None:
    apart = differences(schedule((0, 16)), schedule((0, 8)), 32)
    check = CompositeCheck("m-1", "2026-03-01T12:00:00.000Z", schedule((0, 16)), schedule((0, 8), (9, None)), apart)
    assert CompositeCheck.from_dict(check.to_dict()) == check
    assert not check.agrees
