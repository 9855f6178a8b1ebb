"""The building's load: readings, and what they say of the hours to come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from csms.domain import load_forecast, loads
from csms.domain.errors import InvalidError
from csms.domain.loads import KnownLoad, LoadDay, Reading
from csms.domain.sites import Site
from csms.domain.steps import Step

NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
SITE = Site("s", "", "", limit_a=60.0)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(moment: datetime, load_a: float, solar_w: float = 0.0) -> Reading:
    return Reading(moment, load_a, load_a * 690, solar_w)


def ahead(known: KnownLoad, *hours: float, site: Site = SITE) -> list[float]:
    return load_forecast.load_at(site, known, NOW, [NOW + hour * HOUR for hour in hours])


@pytest.mark.parametrize(
    ("phases_a", "power_w", "expected"),
    [
        ((10.0, 4.0, 1.0), None, (10.0, 3450.0)),
        ((10.0,), None, (10.0, 6900.0)),
        (None, 6900.0, (10.0, 6900.0)),
        ((10.0, 4.0, 1.0), 3000.0, (10.0, 3000.0)),
    ],
)
def test_a_reading_is_a_current_and_a_power(
    phases_a: tuple[float, ...] | None, power_w: float | None, expected: tuple[float, float]
) -> None:
    found = loads.reading(NOW, phases_a, power_w, None)
    assert (found.load_a, found.load_w) == expected


def test_what_is_no_reading_names_the_member() -> None:
    for phases_a, power_w, solar_w, field in (
        (None, None, 1.0, "load_a"),
        ((1.0, -1.0), None, None, "load_a"),
        (None, float("inf"), None, "power_w"),
        ((1.0,), None, float("nan"), "solar_w"),
    ):
        with pytest.raises(InvalidError) as raised:
            loads.reading(NOW, phases_a, power_w, solar_w)
        assert raised.value.field == field


def test_a_day_keeps_the_latest_of_ten_seconds_in_order() -> None:
    readings = [at(NOW + timedelta(seconds=s), s) for s in (25, 1, 9, 12)] + [at(NOW + DAY, 1.0)]
    day = loads.with_readings(LoadDay("s", NOW.date()), readings, forecast=False)
    assert [one.load_a for one in day.measured] == [9, 12, 25]
    again = loads.with_readings(day, [at(NOW + timedelta(seconds=9), 7.0)], forecast=False)
    assert [one.load_a for one in again.measured] == [7, 12, 25]
    assert loads.with_readings(day, readings, forecast=True).forecast == day.measured


def test_now_counts_as_measured_and_fades_into_the_usual() -> None:
    usual = [at(NOW - DAY + hour * HOUR, 10.0 + hour) for hour in range(-2, 6)]
    known = KnownLoad((*usual, at(NOW, 20.0)))
    assert ahead(known, 0, 1, 4) == [20.0, 15.0, 15.0]
    last_week = KnownLoad((at(NOW - 7 * DAY + HOUR, 30.0), *known.measured))
    assert ahead(last_week, 1) == [34.0], "the higher of yesterday and last week"


def test_without_history_the_newest_persists_and_a_forecast_is_believed() -> None:
    known = KnownLoad((at(NOW, 12.3),), (at(NOW + HOUR, 40.0), at(NOW + 2 * HOUR, 5.0)))
    assert ahead(known, 0, 1, 2, 6) == [13.0, 40.0, 13.0, 13.0]


def test_a_silent_meter_counts_with_what_was_said_or_the_worst() -> None:
    known = KnownLoad((at(NOW - 2 * HOUR, 33.2), at(NOW - load_forecast.STALE, 1.0)))
    assert ahead(known, 0, 3) == [34.0, 34.0]
    assert ahead(known, 0, site=replace(SITE, assumed_load_a=25.0)) == [25.0]
    assert ahead(KnownLoad(), 0) == [0.0]
    assert load_forecast.is_stale(known, NOW)


def test_the_fail_safe_rests_on_the_worst() -> None:
    known = KnownLoad((at(NOW - HOUR, 21.0), at(NOW, 1.0)))
    assert load_forecast.worst_a(SITE, known) == 25.0
    assert load_forecast.worst_a(replace(SITE, assumed_load_a=40.0), known) == 40.0
    assert load_forecast.worst_a(SITE, KnownLoad()) == 0.0


def test_solar_power_makes_room_for_minutes_and_only_where_the_operator_says_so() -> None:
    known = KnownLoad((at(NOW, 20.0, solar_w=6900.0),))
    assert ahead(known, 0, 0.25) == [20.0, 20.0]
    assert ahead(known, 0, 0.25, site=replace(SITE, solar_raises_limit=True)) == [10.0, 20.0]


def test_solar_power_beyond_the_load_is_left_for_cars() -> None:
    yesterday = at(NOW - DAY + 3 * HOUR, 1.0, solar_w=5000.0)
    known = KnownLoad((yesterday, at(NOW, 2.0, solar_w=4000.0)))
    found = load_forecast.solar_left_at(known, NOW, [NOW, NOW + 3 * HOUR])
    assert found == pytest.approx((2620.0, 4310.0))
    assert load_forecast.solar_left_at(KnownLoad((at(NOW, 5.0),)), NOW, [NOW]) == ()
    assert load_forecast.building_left_at(KnownLoad((at(NOW, 5.0, 1000.0),)), NOW, [NOW]) == (5.0 * 690 - 1000.0,)
    assert load_forecast.building_left_at(KnownLoad((at(NOW, 1.0, 1000.0),)), NOW, [NOW]) == ()
    assert load_forecast.solar_left_at(KnownLoad(), NOW, [NOW]) == ()


def test_the_limit_is_less_what_the_building_draws() -> None:
    marks = [NOW, NOW + HOUR]
    limit = (Step(NOW, 60.0), Step(NOW + HOUR / 2, 15.0))
    known = KnownLoad((at(NOW, 20.0),))
    found = load_forecast.limit_less_load(SITE, limit, known, marks)
    assert found == (Step(NOW, 40.0), Step(NOW + HOUR / 2, 0.0))
    assert load_forecast.limit_less_load(SITE, limit, KnownLoad(), marks) == limit


def test_the_days_that_tell_of_a_night() -> None:
    late = datetime(2026, 6, 2, 23, tzinfo=UTC)
    assert [day.day for day in loads.wanted_days(late, late + 2 * HOUR)] == [26, 27, 1, 2, 3]
