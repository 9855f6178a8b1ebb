"""Replays of past sessions: no Wh from nowhere, no limit passed, and a course that can be put away and taken up."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.scheduling import EvseId, Limit, Strategy, Tariff
from csms.scheduling.simulation import STEP, Course, PastSession, Period, Rules, ability, energy_per_step, simulate

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PERIOD = Period(NOON, 32)


def stay(number: int, begin_h: float = 0.0, hours: float = 4.0, kwh: float = 8.0, **members: object) -> PastSession:
    arrival = NOON + begin_h * HOUR
    session = PastSession(f"s{number}", (f"cp{number}", 1), arrival, arrival + hours * HOUR, kwh * 1000, 32.0)
    return replace(session, **members)  # type: ignore[arg-type]


def rules(limit_a: float = 1000.0, strategy: Strategy | None = Strategy.FAIR_SHARE, price: float = 0.2) -> Rules:
    def limits(starts: Sequence[datetime], evses: Sequence[EvseId]) -> tuple[Limit, ...]:
        return (Limit("", frozenset(evses), (limit_a,) * len(starts)),)

    return Rules(strategy, limits, lambda starts, peak_w: Tariff((price,) * len(starts), (), 10.0, peak_w))


@st.composite
def pasts(draw: st.DrawFn) -> list[PastSession]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        able_w = draw(st.sampled_from([(), ((3000.0, 7000.0), (9000.0, 2000.0))]))
        begin_h, hours = draw(st.floats(0, 4)), draw(st.floats(0.01, 5))
        session = stay(number, begin_h, hours, draw(st.floats(0, 30)), able_w=able_w)
        found.append(replace(session, evse=(f"cp{draw(st.integers(0, 3))}", 1)))
    return found


@given(pasts(), st.sampled_from([0.0, 5.0, 13.0, 40.0]), st.sampled_from([None, *Strategy]))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_energy_is_conserved_and_the_limit_is_never_passed(
    past: list[PastSession], limit_a: float, strategy: Strategy | None
) -> None:
    score = simulate(past, PERIOD, rules(limit_a, strategy)).score
    assert score.sessions == len(past)
    assert sum(score.load_wh) == pytest.approx(score.delivered_wh, abs=1e-3)
    assert score.wanted_wh == pytest.approx(sum(session.energy_wh for session in past))
    assert score.delivered_wh <= score.wanted_wh + 1e-6
    assert max(score.load_wh) <= limit_a * 230 * (STEP / HOUR) + 1e-6
    missing = sum(loss.missing_wh for loss in score.losses)
    assert missing == pytest.approx(score.wanted_wh - score.delivered_wh, abs=0.01 * score.wanted_wh + 1)


@pytest.mark.parametrize("strategy", [None, *Strategy])
def test_without_a_limit_everybody_gets_what_was_taken_then(strategy: Strategy | None) -> None:
    """All but: the strategies that wait may learn too late that a car takes 17 A where its EVSE gives 32."""
    score = simulate([stay(1, able_w=((8000.0, 4000.0),)), stay(2, 1.0)], PERIOD, rules(strategy=strategy)).score
    assert score.worst_percent >= 98


def test_the_planner_knows_who_leaves_first_and_the_equal_share_does_not() -> None:
    past = [stay(1, hours=1.0, kwh=6.0), *(stay(number, hours=6.0, kwh=12.0) for number in (2, 3, 4))]
    shared, planned = (simulate(past, PERIOD, rules(32.0, s)).score for s in (None, Strategy.FAIR_SHARE))
    assert planned.delivered_wh > shared.delivered_wh + 3000
    assert "s1" in [loss.session_id for loss in shared.losses]
    assert "s1" not in [loss.session_id for loss in planned.losses]


def test_a_car_takes_no_more_than_it_could_after_as_much_energy() -> None:
    score = simulate([stay(1, able_w=((2000.0, 6900.0), (8000.0, 1380.0)))], PERIOD, rules()).score
    assert max(score.load_wh) * 4 <= 6900 + 1e-6
    assert max(score.load_wh[3:]) * 4 <= 1380 + 1e-6


def test_a_car_that_another_came_after_has_left() -> None:
    """Some stations never end a session; the next one at that EVSE says that it is over."""
    score = simulate([stay(1, hours=7.0, kwh=40.0), stay(2, 2.0, evse=("cp1", 1))], PERIOD, rules()).score
    assert (score.sessions, score.full) == (2, 1)
    assert score.losses[0].session_id == "s1"


def test_a_course_taken_up_again_ends_as_one_that_was_never_put_away() -> None:
    past = [stay(number, begin_h=number / 2, kwh=9.0) for number in range(6)]
    at_once = simulate(past, PERIOD, rules(24.0)).score
    course = Course.of(PERIOD)
    for index in range(PERIOD.count):
        start = PERIOD.start(index)
        course.step(index, [s for s in past if start <= s.arrival < start + STEP], PERIOD, rules(24.0))
        course = Course.from_dict(json.loads(json.dumps(course.to_dict())))
    course.finish()
    assert course.score.delivered_wh == pytest.approx(at_once.delivered_wh, rel=1e-3)
    assert [loss.session_id for loss in course.score.losses] == [loss.session_id for loss in at_once.losses]


def test_peaks_are_those_of_billing_months_and_cost_is_energy_at_its_price() -> None:
    period = Period(NOON, 32, (0, 16))
    score = simulate([stay(1, kwh=5.0), stay(2, 4.0, kwh=2.0, max_a=10.0)], period, rules()).score
    assert score.added_peaks_w(period) == pytest.approx([7360, 2300], rel=1e-3)
    assert score.energy_cost(period, [0.5] * 16 + [2.0] * 16) == pytest.approx(5 * 0.5 + 2 * 2.0, rel=1e-3)
    assert sum(score.hourly_w()) == pytest.approx(7000, rel=1e-3)


def test_a_building_is_part_of_the_peak_and_what_it_leaves_of_its_sun_costs_nothing() -> None:
    """Drawing 5 kW, then leaving 3 kW of solar power; a car takes 7.36 kW and in the last step what it still wants."""
    period = Period(NOON, 8, (0, 4), net_w=(5000.0,) * 4 + (-3000.0,) * 4)
    score = simulate([stay(1, 0.75, kwh=5.0)], period, rules()).score
    assert score.load_wh == pytest.approx([0, 0, 0, 1840, 1840, 1320, 0, 0])
    assert score.peak_w(period, 0, 8) == pytest.approx(12_360)
    assert score.added_peaks_w(period) == pytest.approx([7360, 4360])
    assert score.own_solar_wh(period) == pytest.approx([0, 0, 0, 0, 750, 750, 0, 0])
    assert score.energy_cost(period, [0.4] * 8) == pytest.approx((5.0 - 1.5) * 0.4)


def test_what_was_drawn_later_could_be_drawn_before() -> None:
    curve = [(NOON + n * HOUR, wh) for n, wh in enumerate((0.0, 2000.0, 9000.0, 9000.0, 10000.0))]
    assert ability(tuple(curve)) == ((9000.0, 7000.0), (10000.0, 1000.0))
    assert ability(()) == ()


def test_a_measured_session_lies_in_the_steps_in_which_it_was_drawn() -> None:
    curve = ((NOON - HOUR, 0.0), (NOON + HOUR / 2, 3000.0), (NOON + HOUR, 3500.0), (NOON + 9 * HOUR, 3500.0))
    assert energy_per_step(curve, NOON, STEP, 6) == pytest.approx([500, 500, 250, 250, 0, 0])
