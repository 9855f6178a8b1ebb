"""What a car's measured currents teach: its charger's own limit, its taper, and that neither is proved by obeying."""

import math
from dataclasses import replace

from csms.scheduling.taper import Habit, Line, Observation, Taper, guess_fall, learn, line, observe

MAX_A, VOLTS, HOURS = 32.0, 230.0, 0.25
HABIT = Habit()


def drive(
    charger_a: float, wanted_wh: float, taper_from_wh: float, offer_at_most_a: float = MAX_A
) -> list[tuple[float, float]]:
    """(offered, drawn) in each quarter of an hour of a car that is offered what is expected of it."""
    taper, delivered_wh, steps = Taper(), 0.0, []
    while delivered_wh < wanted_wh - 50 and len(steps) < 40:
        expected = line(taper, HABIT, MAX_A, delivered_wh, wanted_wh)
        offered_a = max(min(expected.most_a, expected.now_a, offer_at_most_a), 6.0)
        left = max(0.0, 1 - max(0.0, delivered_wh - taper_from_wh) / (wanted_wh - taper_from_wh + 1))
        drawn_a = min(offered_a, charger_a * left)
        drawn_wh = drawn_a * VOLTS * HOURS
        delivered_wh += drawn_wh
        steps.append((offered_a, drawn_a))
        taper = guess_fall(observe(taper, Observation(offered_a, drawn_a, delivered_wh, drawn_wh)), HABIT, wanted_wh)
    return steps


def test_a_small_charger_is_no_taper() -> None:
    """A car of 16 A at an EVSE of 32 A, which stops at what it wants without a taper."""
    steps = drive(charger_a=16.0, wanted_wh=11_000, taper_from_wh=11_000)
    assert all(drawn == 16.0 for _, drawn in steps[:-1])
    assert all(offered <= 17.0 for offered, _ in steps[1:])


def test_a_car_held_back_for_long_is_not_taken_for_a_slow_one() -> None:
    steps = drive(charger_a=32.0, wanted_wh=20_000, taper_from_wh=20_000, offer_at_most_a=10.0)
    assert {drawn for _, drawn in steps[:-1]} == {10.0}
    assert line(Taper(proven_a=10.0), HABIT, MAX_A, 8_000, 20_000).most_a == MAX_A


def test_of_a_taper_little_is_offered_that_is_not_taken() -> None:
    steps = drive(charger_a=32.0, wanted_wh=12_000, taper_from_wh=8_000)
    assert sum(drawn for _, drawn in steps) * VOLTS * HOURS > 11_900
    beyond = [offered - drawn for offered, drawn in steps if offered > 6.0]
    assert sum(beyond) < 0.15 * sum(drawn for _, drawn in steps)


def test_a_line_through_two_points_holds_until_more_is_drawn() -> None:
    seen = observe(Taper(30.0, 8_000.0), Observation(30.0, 20.0, 10_500, 1_000))
    assert (seen.limit_a, seen.fall_a_per_kwh, seen.sure) == (20.0, 5.0, True)
    assert line(seen, HABIT, MAX_A, 11_000, 13_000) == Line(MAX_A, 15.0, 5.0)
    told = observe(seen, Observation(15.0, 15.0, 11_500, 1_000))
    assert line(told, HABIT, MAX_A, 12_000, 13_000).now_a == 11.0, "an ampere more than the line, as a test of it"
    assert observe(seen, Observation(19.0, 19.0, 12_000, 1_000)).limit_a is None


def test_a_car_without_a_taper_is_told_of_once_with_what_it_showed_last() -> None:
    """32 A with 2 kWh of 10 to go: less than a fifth; with 0.8 kWh to go less than 0.08."""
    habit, taper = learn(HABIT, Taper(), Taper(), Observation(32.0, 32.0, 8_000, 600), MAX_A, 10_000)
    assert (habit, taper.told_share) == (Habit(HABIT.cars + 1, HABIT.sum_of_shares + 0.2), 0.2)
    habit, taper = learn(habit, taper, taper, Observation(32.0, 32.0, 9_200, 600), MAX_A, 10_000)
    assert habit.cars == HABIT.cars + 1
    assert math.isclose(habit.sum_of_shares, HABIT.sum_of_shares + 0.08)


def test_a_sure_line_takes_the_place_of_what_was_told_before() -> None:
    before = Taper(told_share=0.2)
    seen = Observation(30.0, 20.0, 9_000, 600)
    habit, after = learn(Habit(6.0, 1.7), before, replace(before, fall_a_per_kwh=32.0, sure=True), seen, MAX_A, 10_000)
    assert habit.cars == 6.0
    assert math.isclose(habit.sum_of_shares, 1.6)
    assert math.isclose(after.told_share, 0.1)
    assert learn(habit, after, after, seen, MAX_A, 10_000) == (habit, after), "and is told once"


def test_steps_that_tell_nothing_of_a_taper() -> None:
    for seen in (
        Observation(32.0, 32.0, 6_900, 600),
        Observation(32.0, 20.0, 9_200, 600),
        Observation(6.0, 6.0, 9_200, 600),
        Observation(32.0, 32.0, 10_000, 600),
    ):
        assert learn(HABIT, Taper(), Taper(), seen, MAX_A, 10_000) == (HABIT, Taper())
