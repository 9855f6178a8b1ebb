"""What a building drew in the past: what was measured, what is usual, what the operator has said."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.loads import Reading
from csms.domain.past_load import PastLoad, past_load

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STEP = timedelta(minutes=15)
DAY = timedelta(days=1)


def at(moment: datetime, load_a: float, solar_w: float = 0.0) -> Reading:
    return Reading(moment, load_a, load_a * 690, solar_w)


def starts(count: int, first: datetime = NOON) -> list[datetime]:
    return [first + index * STEP for index in range(count)]


def test_a_step_has_its_highest_current_and_its_mean_powers() -> None:
    measured = (at(NOON, 10), at(NOON + STEP / 2, 20, 600.0), at(NOON + STEP, 3))
    found = past_load(measured, starts(2), UTC, None)
    assert (found.load_a, found.load_w, found.solar_w) == ((20, 3), (15 * 690, 3 * 690), (300, 0))
    assert found.unmeasured == frozenset()


def test_steps_are_counted_from_the_first_wherever_in_an_hour_it_lies() -> None:
    begin = NOON + timedelta(minutes=7)
    assert past_load((at(NOON, 4), at(NOON + STEP, 9)), starts(1, begin), UTC, None).load_a == (9,)


def test_a_reading_holds_for_the_next_step_too_and_not_for_more() -> None:
    found = past_load((at(NOON, 10),), starts(3), UTC, assumed_a=30.0)
    assert (found.load_a, found.unmeasured) == ((10, 10, 30), {2})


def test_of_other_times_it_is_as_usual_in_the_week_else_in_the_day_else_as_the_operator_said() -> None:
    last_monday, yesterday = NOON - 7 * DAY, NOON - DAY
    measured = (at(last_monday, 12), at(yesterday, 8), at(yesterday + STEP, 6), at(NOON - 2 * DAY + STEP, 2))
    found = past_load(measured, starts(3), UTC, assumed_a=30.0)
    assert (found.load_a, found.unmeasured) == ((12, 4, 30), {0, 1, 2})
    assert found.load_w[2] == 0, "what is feared at most is not what is drawn"


def test_where_nothing_is_known_there_is_nothing() -> None:
    assert past_load((), starts(4), UTC, None) == PastLoad()
    assert PastLoad().net_w == PastLoad().counted_a(solar_raises_limit=True) == ()


def test_solar_power_raises_a_limit_only_where_it_may_and_never_beyond_what_is_drawn() -> None:
    found = PastLoad((10.2, 1.0), (7000, 690), (1380, 6900))
    assert found.counted_a(solar_raises_limit=False) == (11, 1)
    assert found.counted_a(solar_raises_limit=True) == (9, 0)
    assert found.net_w == (5620, -6210)


@given(st.lists(st.tuples(st.integers(-30_000, 3_000), st.floats(0, 500)), max_size=40), st.none() | st.floats(0, 90))
def test_every_step_has_a_load_and_it_can_be_put_away(rows: list[tuple[int, float]], assumed_a: float | None) -> None:
    measured = tuple(at(NOON + timedelta(minutes=minutes), load_a) for minutes, load_a in sorted(rows))
    found = past_load(measured, starts(200), UTC, assumed_a)
    assert len(found.load_a) == len(found.load_w) == len(found.solar_w) == (200 if measured or assumed_a else 0)
    assert all(load_a <= max(500.0, assumed_a or 0) for load_a in found.load_a)
    assert PastLoad.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_the_week_is_that_of_the_sites_zone_across_a_change_of_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 23, 8, tzinfo=berlin)
    found = past_load((at(before.astimezone(UTC), 25),), starts(1, before + 7 * DAY), berlin, None)
    assert found.load_a == pytest.approx((25,))
