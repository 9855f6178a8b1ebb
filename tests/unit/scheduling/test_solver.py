"""The optimiser: every limit as a phasor, every set point one that can be taken, promises before money."""

import cmath
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csms.scheduling import Habit, Limit, Method, Plan, Problem, Punctuality, Session, Strategy, Tariff, solve
from csms.scheduling.problem import step_hours
from csms.scheduling.taper import Taper

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
EVEN = (8.0, 16.0, 24.0, 32.0)
LINE_TO_LINE = (cmath.rect(1, cmath.pi / 6), cmath.rect(1, -cmath.pi / 2), cmath.rect(1, 5 * cmath.pi / 6))


def car(number: int, hours: float | None = 4, kwh: float | None = 20, **members: object) -> Session:
    departure = None if hours is None else NOW + timedelta(hours=hours)
    energy_wh = None if kwh is None else kwh * 1000
    session = Session((f"cp{number}", 1), NOW, 32.0, departure=departure, energy_wh=energy_wh)
    return replace(session, **members)  # type: ignore[arg-type]


def problem(sessions: tuple[Session, ...], limit_a: float, steps: int = 16, **members: object) -> Problem:
    starts = tuple(NOW + index * QUARTER for index in range(steps))
    limit = Limit("", frozenset(session.evse for session in sessions), (limit_a,) * steps)
    return replace(Problem(starts, starts[-1] + QUARTER, sessions, (limit,)), **members)  # type: ignore[arg-type]


def energy_wh(problem: Problem, plan: Plan, session: Session) -> float:
    points = plan.set_points[session.evse]
    return sum(a * hours * session.watts_per_a for a, hours in zip(points, step_hours(problem), strict=True))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count, steps = draw(st.integers(1, 7)), draw(st.integers(1, 12))
    sessions = []
    for number in range(count):
        ceiling = draw(st.sampled_from([(), (0.0,) * (steps // 2) + (32.0,) * (steps - steps // 2)]))
        sessions.append(
            car(
                number,
                hours=draw(st.none() | st.floats(-1, 6)),
                kwh=draw(st.none() | st.floats(0, 60)),
                max_a=draw(st.sampled_from([5.0, 16.0, 32.0])),
                step_a=draw(st.sampled_from([0.001, 0.1, 1.0])),
                allowed_a=draw(st.sampled_from([(), EVEN])),
                ceiling_a=ceiling,
                watts_per_a=draw(st.sampled_from([208.0, 230.0, 690.0])),
                priority=draw(st.sampled_from([0.01, 1.0, 3.0])),
                bonus=draw(st.booleans()),
                last_a=draw(st.sampled_from([None, 0.0, 16.0])),
                measured_a=draw(st.sampled_from([None, 0.0, 11.3, 16.0])),
            )
        )
    limits = []
    for index in range(draw(st.integers(0, 4))):
        turns = draw(st.lists(st.sampled_from((0j, 1 + 0j, *LINE_TO_LINE)), min_size=count, max_size=count))
        phasors = {s.evse: turn * draw(st.sampled_from([0.25, 1.0])) for s, turn in zip(sessions, turns, strict=True)}
        amps = tuple(draw(st.lists(st.floats(0, 90), min_size=steps, max_size=steps)))
        limits.append(Limit(str(index), frozenset(phasors), amps, draw(st.sampled_from([None, phasors]))))
    prices = draw(st.sampled_from([(), tuple(0.1 + 0.02 * (step % 5) for step in range(steps))]))
    tariff = Tariff(prices, (), draw(st.sampled_from([0.0, 12.0])), 3000.0)
    strategy = draw(st.sampled_from(list(Strategy)))
    return problem(tuple(sessions), 60.0, steps, limits=tuple(limits), tariff=tariff, strategy=strategy)


@given(problems())
@settings(max_examples=150)
def test_no_limit_is_passed_and_every_set_point_can_be_taken(given_problem: Problem) -> None:
    plan = solve(given_problem)
    assert plan.method is not Method.FALLBACK
    for index in range(len(given_problem.starts)):
        for limit in given_problem.limits:
            load = sum(limit.coefficient(evse) * points[index] for evse, points in plan.set_points.items())
            assert abs(load) <= limit.limit_a[index] + 1e-3
        for session in given_problem.sessions:
            point = plan.set_points[session.evse][index]
            ceiling = session.ceiling_a[index] if session.ceiling_a else session.max_a
            assert point == 0 or point <= min(session.max_a, ceiling)
            assert point == 0 or (point in session.allowed_a if session.allowed_a else point >= session.min_a)
            steps = 0 if session.allowed_a else point / session.step_a
            assert steps == pytest.approx(round(steps), abs=1e-6)


@given(problems())
@settings(max_examples=25)
def test_the_fallback_holds_the_same_limits(given_problem: Problem) -> None:
    plan = solve(given_problem, deadline_s=0.0)
    for index in range(len(given_problem.starts)):
        for limit in given_problem.limits:
            load = sum(limit.coefficient(evse) * points[index] for evse, points in plan.set_points.items())
            assert abs(load) <= limit.limit_a[index] + 1e-6


def test_a_solver_that_is_out_of_time_is_said_to_be() -> None:
    crowd = tuple(car(number, hours=2 + number % 7, kwh=10 + number % 9) for number in range(40))
    assert solve(problem(crowd, 200.0), deadline_s=0.0).method is Method.FALLBACK
    assert solve(problem(crowd, 200.0)).method is Method.OPTIMISED


def test_who_leaves_first_is_not_made_to_wait() -> None:
    hurried, patient = car(1, hours=1, kwh=6), car(2, hours=4, kwh=12)
    site = problem((patient, hurried), 32.0)
    plan = solve(site)
    assert energy_wh(site, plan, hurried) >= 5700
    assert energy_wh(site, plan, patient) >= 11400
    assert all(missing < 300 for missing in plan.missing_wh.values())


def test_a_promise_that_cannot_be_kept_is_reported_with_what_is_missing() -> None:
    plan = solve(problem((car(1, hours=1, kwh=20),), 10.0))
    assert plan.missing_wh[("cp1", 1)] == pytest.approx(20_000 - 10 * 230, rel=0.02)


def test_the_one_with_priority_loses_nothing() -> None:
    ordinary, favoured = car(1, hours=2, kwh=14), replace(car(2, hours=2, kwh=14), priority=5.0)
    plan = solve(problem((ordinary, favoured), 32.0))
    alone = solve(problem((favoured,), 32.0))
    assert plan.missing_wh[favoured.evse] == pytest.approx(alone.missing_wh[favoured.evse], abs=50)
    assert plan.missing_wh[ordinary.evse] > plan.missing_wh[favoured.evse] + 5000


@pytest.mark.parametrize("charge", [0.0, 15.0])
@pytest.mark.parametrize("strategy", list(Strategy))
def test_a_promise_of_the_least_priority_is_kept_where_all_can_be(strategy: Strategy, charge: float) -> None:
    """However dear the hour, and however late."""
    tariff = Tariff((0.40,) * 8 + (0.35,) * 8, demand_charge_per_kw=charge)
    last, usual = car(1, kwh=5, priority=0.01, ceiling_a=(0.0,) * 12 + (32.0,) * 4), car(2, kwh=6)
    site = problem((last, usual), 64.0, tariff=tariff, strategy=strategy)
    plan = solve(site)
    assert energy_wh(site, plan, last) >= 4700
    assert energy_wh(site, plan, usual) >= 5700
    assert all(missing < 300 for missing in plan.missing_wh.values())


def test_who_counts_least_does_not_change_how_the_others_are_planned() -> None:
    crowd = tuple(car(number, hours=1 + number % 5, kwh=5 + 3 * (number % 4)) for number in range(6))
    barred = car(9, kwh=30, priority=0.01, ceiling_a=(0.0,) * 16)
    without = solve(problem(crowd, 40.0)).set_points
    assert {**without, barred.evse: (0.0,) * 16} == solve(problem((*crowd, barred), 40.0)).set_points


@pytest.mark.parametrize("charge", [0.0, 15.0])
@pytest.mark.parametrize("strategy", [Strategy.CHEAPEST_BY_DEPARTURE, Strategy.SOLAR_FIRST])
def test_a_bonus_is_given_only_where_it_costs_hardly_anything(strategy: Strategy, charge: float) -> None:
    sun, prices = (0.0,) * 12 + (6000.0,) * 4, (0.40,) * 8 + (0.30,) * 8
    site = problem((car(1, kwh=None, bonus=True), car(2, kwh=2, hours=2)), 64.0, strategy=strategy)
    points = solve(replace(site, tariff=Tariff(prices, (), charge))).set_points["cp1", 1]
    assert not any(points), "nobody pays for it"
    points = solve(replace(site, tariff=Tariff(prices, sun, charge))).set_points["cp1", 1]
    assert not any(points[:12])
    assert sum(points[12:]) * 230 / 4 == pytest.approx(6000, rel=0.05), "the sun's surplus costs nothing"
    points = solve(replace(site, tariff=Tariff((0.07,) * 4 + (0.40,) * 12))).set_points["cp1", 1]
    assert not any(points), "cheap is not for nothing"
    haze = (1200.0,) * 16
    points = solve(replace(site, tariff=Tariff(prices, haze, charge))).set_points["cp1", 1]
    assert not any(points), "less sun than the least current is no surplus"


def test_what_rounding_takes_is_made_up_for_later_but_in_no_dear_hour() -> None:
    """A building leaves 1 kW of the peak for an hour, less than the least current, then 9 kW."""
    building, prices = (9_000.0,) * 4 + (1_000.0,) * 12, (0.1,) * 4 + (0.4,) * 6 + (0.1,) * 6
    tariff = Tariff(prices, (), 15.0, 10_000.0, building_w=building)
    site = problem((car(1, kwh=4),), 64.0, tariff=tariff, strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    plan = solve(site)
    assert not any(plan.set_points["cp1", 1][:10])
    assert energy_wh(site, plan, site.sessions[0]) > 3_600


def test_a_bonus_waits_for_all_promises() -> None:
    site = problem((car(1, hours=1, kwh=None, bonus=True, priority=3.0), car(2, kwh=20)), 32.0)
    assert energy_wh(site, solve(site), site.sessions[1]) >= 19_000


@pytest.mark.parametrize("strategy", list(Strategy))
def test_nobody_starves_for_the_sake_of_the_sum(strategy: Strategy) -> None:
    """A car that counts twice in a limit costs others double, and still gets its first quarter."""
    cheap, dear = car(1, hours=2, kwh=14), car(2, hours=2, kwh=8)
    limit = Limit("", frozenset({cheap.evse, dear.evse}), (20.0,) * 8, {cheap.evse: 1.0, dear.evse: 1.1})
    site = problem((cheap, dear), 20.0, 8, limits=(limit,), strategy=strategy)
    plan = solve(site)
    assert energy_wh(site, plan, dear) >= 0.2 * 8000


def test_cheapest_waits_for_the_cheap_hours_and_still_keeps_the_promise() -> None:
    prices = (0.40,) * 8 + (0.10,) * 8
    site = problem((car(1, kwh=6),), 32.0, tariff=Tariff(prices), strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    plan = solve(site)
    assert plan.set_points["cp1", 1][:8] == (0.0,) * 8
    assert energy_wh(site, plan, site.sessions[0]) >= 5900
    hurried = replace(site, sessions=(car(1, hours=2, kwh=6),))
    assert energy_wh(hurried, solve(hurried), hurried.sessions[0]) >= 5900


def test_cheapest_does_not_wait_where_waiting_gains_nothing() -> None:
    site = problem((car(1, kwh=6),), 32.0, tariff=Tariff((0.3,) * 16), strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    assert solve(site).set_points["cp1", 1][0] == 32.0, "who comes later may want the rest"


def test_no_more_than_its_worth_is_paid_for_a_kwh() -> None:
    prices = (0.40,) * 12 + (0.10,) * 4
    tariff = Tariff(prices, value_per_kwh=0.25)
    site = problem((car(1, kwh=20),), 32.0, tariff=tariff, strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    plan = solve(site)
    assert plan.set_points["cp1", 1] == (0.0,) * 12 + (32.0,) * 4
    assert plan.missing_wh["cp1", 1] > 10_000, "what is not bought is told"


@pytest.mark.parametrize("strategy", [Strategy.SOLAR_FIRST, Strategy.AS_FAST_AS_POSSIBLE, Strategy.FAIR_SHARE])
def test_the_value_of_a_kwh_counts_where_money_is_all_that_counts(strategy: Strategy) -> None:
    site = problem((car(1, kwh=20),), 32.0, tariff=Tariff((0.4,) * 16, value_per_kwh=0.25), strategy=strategy)
    assert energy_wh(site, solve(site), site.sessions[0]) > 19_000


def test_a_peak_that_a_plan_does_not_pay_for_is_not_made_by_rounding() -> None:
    """Set points of 8, 16, ... A where the peak so far, which costs nothing more, lies between two of them."""
    sessions = tuple(car(number, hours=4, kwh=6, allowed_a=EVEN) for number in range(3))
    tariff = Tariff((0.2,) * 16, (), demand_charge_per_kw=15.0, peak_w=36 * 230.0)
    plan = solve(problem(sessions, 96.0, tariff=tariff, strategy=Strategy.CHEAPEST_BY_DEPARTURE))
    assert 0 < sum(points[0] for points in plan.set_points.values()) <= 36


def test_a_demand_charge_flattens_what_may_be_flat() -> None:
    sessions = tuple(car(number, hours=4, kwh=10) for number in range(3))
    tariff = Tariff((0.2,) * 16, (), demand_charge_per_kw=15.0)
    site = problem(sessions, 96.0, tariff=tariff, strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    plan = solve(site)
    peaks = [sum(points[index] for points in plan.set_points.values()) for index in range(16)]
    assert max(peaks) <= 1.5 * 30_000 / 230 / 4
    assert sum(energy_wh(site, plan, session) for session in sessions) >= 0.95 * 30_000


def test_under_a_demand_charge_cars_charge_where_the_building_draws_less() -> None:
    building = (9_000.0,) * 8 + (1_000.0,) * 8
    tariff = Tariff((0.2,) * 16, (), demand_charge_per_kw=15.0, peak_w=10_000.0, building_w=building)
    site = problem((car(1, kwh=10),), 64.0, tariff=tariff, strategy=Strategy.CHEAPEST_BY_DEPARTURE)
    points = solve(site).set_points["cp1", 1]
    assert all(building[index] + 230 * points[index] <= 10_000 for index in range(16))
    assert energy_wh(site, solve(site), site.sessions[0]) > 9_500


def test_solar_first_charges_under_the_sun() -> None:
    sun = (0.0,) * 8 + (7000.0,) * 8
    site = problem((car(1, kwh=6),), 32.0, tariff=Tariff((0.2,) * 16, sun), strategy=Strategy.SOLAR_FIRST)
    assert solve(site).set_points["cp1", 1][:8] == (0.0,) * 8


def test_a_car_that_takes_less_leaves_the_rest_to_others() -> None:
    full = car(1, kwh=3, last_a=32.0, measured_a=9.4, delivered_wh=20_000.0)
    plan = solve(problem((full, car(2, hours=1, kwh=30)), 40.0))
    assert plan.tapers[full.evse].limit_a == pytest.approx(9.4)
    assert plan.set_points[full.evse][0] <= 10.0
    assert plan.set_points["cp2", 1][0] >= 30.0


def test_room_that_nobody_wants_is_offered_to_a_car_that_may_take_more_than_expected() -> None:
    tapering = car(1, hours=1, kwh=3, last_a=32.0, measured_a=9.4, delivered_wh=20_000.0)
    assert solve(problem((tapering,), 40.0)).set_points[tapering.evse][0] == 32.0


def test_of_two_that_can_both_be_served_who_leaves_sooner_is_first() -> None:
    late, soon = car(1, hours=4, kwh=4), car(2, hours=1, kwh=4)
    for pair in ((late, soon), (soon, late)):
        points = solve(problem(pair, 32.0)).set_points
        assert (points[soon.evse][0], points[late.evse][0]) == (32.0, 0.0)


def test_a_first_part_is_put_off_only_for_who_leaves_much_sooner_and_not_where_cars_leave_early() -> None:
    hungry = car(1, hours=4, kwh=4)
    truthful, early = Punctuality(cars=200.0, early=0.0), Punctuality(cars=200.0, early=180.0)
    for hours, punctuality, fed_first in ((3, truthful, False), (1, truthful, True), (1, early, False)):
        fed = car(2, hours=hours, kwh=4, delivered_wh=4000.0)
        points = solve(problem((hungry, fed), 32.0, punctuality=punctuality)).set_points
        first = fed if fed_first else hungry
        assert [evse for evse, values in points.items() if values[0] == 32.0] == [first.evse]


@pytest.mark.parametrize(("taper", "early", "to_the_end"), [(0.05, 0, True), (0.05, 190, False), (0.6, 0, False)])
def test_what_may_wait_leaves_time_where_cars_leave_early_or_take_long_for_the_last_of_it(
    taper: float, early: float, to_the_end: bool
) -> None:
    """The last two of eight hours are the cheap ones."""
    [points] = solve(
        problem(
            (car(1, hours=8, kwh=14),),
            32.0,
            32,
            tariff=Tariff((0.3,) * 24 + (0.1,) * 8),
            strategy=Strategy.CHEAPEST_BY_DEPARTURE,
            habit=Habit(200.0, 200.0 * taper),
            punctuality=Punctuality(200.0, early),
        )
    ).set_points.values()
    assert (points[-1] > 0) is to_the_end
    assert sum(points) > 0


def test_without_promises_the_share_is_equal_and_what_is_not_taken_is_given_away() -> None:
    half_full = car(1, hours=None, kwh=None, last_a=20.0, measured_a=9.0)
    plan = solve(problem((half_full, car(2, hours=None, kwh=None)), 40.0))
    assert plan.method is Method.EQUAL_SHARE
    assert 9.0 <= plan.set_points[half_full.evse][0] <= 10.0
    assert plan.set_points["cp2", 1][0] == pytest.approx(40.0 - plan.set_points[half_full.evse][0])


def test_a_car_that_draws_all_it_is_offered_again_has_outgrown_its_taper() -> None:
    slow = Taper(limit_a=9.0, at_wh=0.0, fall_a_per_kwh=2.0)
    plan = solve(problem((car(1, hours=None, kwh=None, last_a=12.0, measured_a=12.0, taper=slow),), 40.0))
    assert plan.tapers["cp1", 1].limit_a is None
    assert plan.set_points["cp1", 1][0] == 32.0


def test_an_overdue_car_still_gets_power() -> None:
    plan = solve(problem((car(1, hours=-1, kwh=10), car(2, hours=4, kwh=30)), 32.0))
    assert sum(plan.set_points["cp1", 1]) > 0


def test_the_same_problem_has_the_same_answer() -> None:
    crowd = tuple(car(number, hours=1 + number % 5, kwh=5 + 3 * (number % 4)) for number in range(12))
    assert solve(problem(crowd, 100.0)) == solve(problem(crowd, 100.0))
