"""Guesses of a session from past ones: the token's own before the site's before the world's, and how sure."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from csms.domain.goals import Goal, GoalSource
from csms.domain.habits import Habits, Stay, Visit, guess

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)  # 08:00 there


def visits(
    token_key: str | None, count: int, dwell_h: float, kwh: float, noise: float = 0.1, hour: int = 8
) -> list[Visit]:
    random, found = Random(7), []
    for number in range(count):
        day = MONDAY.astimezone(STOCKHOLM) - timedelta(days=7 * (number // 5) + 3 + number % 5)
        started_at = day.replace(hour=hour, minute=random.randrange(30))
        spread = 1 + noise * random.uniform(-1, 1)
        found.append(Visit(token_key, started_at, int(dwell_h * 3600 * spread), kwh * 1000 * spread))
    return found


def guessed(found: list[Visit], token_key: str | None = "tag", after_h: float = 0, delivered_wh: float = 0) -> Goal:
    now = MONDAY + timedelta(hours=after_h)
    return guess(Habits(tuple(found)), Stay(MONDAY, delivered_wh, token_key), now, STOCKHOLM)


def dwell_h(goal: Goal) -> float:
    assert goal.departure is not None
    return (goal.departure - MONDAY) / timedelta(hours=1)


def test_a_token_does_as_it_did() -> None:
    goal = guessed(visits("tag", 20, 9, 14) + visits("other", 200, 2, 30))
    assert goal.source is GoalSource.LEARNED
    assert dwell_h(goal) == pytest.approx(8.8, abs=0.7)
    assert goal.energy_wh == pytest.approx(14_500, abs=1000)
    assert goal.confidence > 0.5


def test_an_unknown_token_does_as_the_site_and_nobody_is_sure() -> None:
    site = guessed(visits("other", 200, 3, 25))
    assert dwell_h(site) == pytest.approx(2.8, abs=0.5)
    assert site.confidence < guessed(visits("tag", 20, 3, 25)).confidence
    alone = guessed([])
    assert (alone.confidence, alone.energy_wh) == (0.0, 18_000)


def test_a_few_of_its_own_count_for_more_than_the_crowd_but_not_alone() -> None:
    crowd = visits("other", 200, 2, 10)
    few, many = guessed(visits("tag", 1, 9, 20) + crowd), guessed(visits("tag", 12, 9, 20) + crowd)
    assert dwell_h(few) < 3 < 7.9 < dwell_h(many)


def test_the_hour_and_the_kind_of_day_matter() -> None:
    mornings, nights = visits("tag", 15, 9, 10), visits("tag", 15, 2, 30, hour=20)
    assert dwell_h(guessed(mornings + nights)) == pytest.approx(9, abs=1)
    evening = Stay(MONDAY + timedelta(hours=12), 0, "tag")
    goal = guess(Habits(tuple(mornings + nights)), evening, evening.started_at, STOCKHOLM)
    assert goal.departure is not None
    assert (goal.departure - evening.started_at) / timedelta(hours=1) == pytest.approx(2, abs=0.5)


def test_spread_is_doubt() -> None:
    assert guessed(visits("tag", 20, 6, 10, noise=0.9)).confidence < guessed(visits("tag", 20, 6, 10)).confidence - 0.2


def test_who_stays_longer_than_ever_still_leaves_later_and_wants_more() -> None:
    found = visits("tag", 20, 4, 10)
    late = guessed(found, after_h=6, delivered_wh=12_000)
    assert dwell_h(late) > 6
    assert (late.energy_wh or 0) > 12_000
    overdue = guessed(found, after_h=60, delivered_wh=90_000)
    assert (dwell_h(overdue), overdue.energy_wh) == (61, 93_000)


def test_a_tokens_car_is_known_by_its_last_sessions() -> None:
    past = [Visit("tag", MONDAY, 3600, 7000.0, *known) for known in ((1, 40_000.0), (3, None), (None, 60_000.0))]
    habits = Habits((*past, Visit("other", MONDAY, 3600, 7000.0, 2, 90_000.0)))
    assert (habits.phases("tag"), habits.battery_wh("tag")) == (3, 40_000.0)
    assert [known(key) for known in (habits.phases, habits.battery_wh) for key in (None, "new")] == [None] * 4
    assert guess(habits, Stay(MONDAY, 0, "tag"), MONDAY, STOCKHOLM).battery_wh == 40_000.0


def test_a_capacity_is_the_median_of_the_last_five() -> None:
    sizes = (10_000.0, 10_000.0, 10_000.0, 61_000.0, 59_000.0, 60_000.0, 250_000.0, 60_000.0)
    habits = Habits(tuple(Visit("tag", MONDAY, 3600, 7000.0, 3, size) for size in sizes))
    assert habits.battery_wh("tag") == 60_000.0
