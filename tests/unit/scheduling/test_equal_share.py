"""Equal share under any tree of limits: never above, 0 or at least the minimum, nothing left lying about."""

import itertools
import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain.currents import round_down
from csms.scheduling import Limit, Problem, Session, solve
from csms.scheduling.equal_share import TURN_S, quarter_hours

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count, steps = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    currents = st.floats(0, 40).map(lambda value: round(value, 1))
    sessions = tuple(
        Session((f"cp{i}", 1), NOW + timedelta(minutes=draw(st.integers(0, 5))), draw(currents), 6.0)
        for i in range(count)
    )
    cuts = sorted({0, count, *draw(st.lists(st.integers(0, count), max_size=2))})
    groups = [range(count), *(range(a, b) for a, b in itertools.pairwise(cuts))]
    limits = tuple(
        Limit(
            str(index), frozenset(sessions[i].evse for i in group), tuple(draw(st.floats(0, 150)) for _ in range(steps))
        )
        for index, group in enumerate(groups)
    )
    starts = tuple(NOW + timedelta(seconds=TURN_S * i) for i in range(steps))
    return Problem(starts, NOW + timedelta(hours=4), sessions, limits)


@given(problems())
@settings(max_examples=100)
def test_no_limit_is_passed_and_every_set_point_is_allowed(problem: Problem) -> None:
    plan = solve(problem)
    for index in range(len(problem.starts)):
        for limit in problem.limits:
            assert sum(plan.set_points[evse][index] for evse in limit.evses) <= limit.limit_a[index] + 1e-6
        for session in problem.sessions:
            point = plan.set_points[session.evse][index]
            assert point == 0 or session.min_a <= point <= session.max_a
            assert point == round(point, 1)


@given(problems())
@settings(max_examples=100)
def test_nothing_is_left_that_somebody_could_use(problem: Problem) -> None:
    """But for the rounding, who is below the maximum is held by a full limit; who waits, by too many minima."""
    plan = solve(problem)
    for index in range(len(problem.starts)):
        points = {session.evse: plan.set_points[session.evse][index] for session in problem.sessions}
        for session in problem.sessions:
            limits = [limit for limit in problem.limits if session.evse in limit.evses]
            charging = {limit.node_id: [e for e in limit.evses if points[e] > 0] for limit in limits}
            if points[session.evse] == 0:
                minima = any(6 * (len(charging[limit.node_id]) + 1) > limit.limit_a[index] for limit in limits)
                assert minima or session.max_a < session.min_a
            elif points[session.evse] < session.max_a:
                left = [limit.limit_a[index] - sum(points[e] for e in limit.evses) for limit in limits]
                full = [0.1 * len(charging[limit.node_id]) + 1e-6 for limit in limits]
                assert any(room <= rounding for room, rounding in zip(left, full, strict=True))


@given(problems(), st.randoms())
def test_the_same_problem_in_any_order_has_the_same_answer(problem: Problem, shuffler: random.Random) -> None:
    sessions, limits = list(problem.sessions), list(problem.limits)
    shuffler.shuffle(sessions)
    shuffler.shuffle(limits)
    shuffled = Problem(problem.starts, problem.until, tuple(sessions), tuple(limits))
    assert solve(shuffled).set_points == solve(problem).set_points


@given(st.integers(2, 9), st.floats(6, 50), st.integers(0, 100))
def test_with_too_little_for_all_everybody_gets_a_turn(count: int, limit_a: float, offset: int) -> None:
    sessions = tuple(Session((f"cp{i}", 1), NOW, 32.0) for i in range(count))
    starts = tuple(NOW + timedelta(seconds=TURN_S * (offset + i)) for i in range(count))
    limit = Limit("", frozenset(s.evse for s in sessions), (limit_a,) * count)
    plan = solve(Problem(starts, starts[-1], sessions, (limit,)))
    turns = [sum(point > 0 for point in points) for points in plan.set_points.values()]
    assert turns == [min(count, int(limit_a // 6))] * count


def test_sharing_is_equal_within_the_tree() -> None:
    sessions = tuple(Session((f"cp{i}", 1), NOW, max_a) for i, max_a in enumerate((32.0, 8.0, 32.0, 32.0)))
    evses = [session.evse for session in sessions]
    limits = (Limit("", frozenset(evses), (50.0,)), Limit("row", frozenset(evses[2:]), (20.0,)))
    plan = solve(Problem((NOW,), NOW, sessions, limits))
    assert [plan.set_points[evse] for evse in evses] == [(22.0,), (8.0,), (10.0,), (10.0,)]


def test_a_session_of_less_than_the_minimum_waits() -> None:
    plan = solve(Problem((NOW,), NOW, (Session(("cp", 1), NOW, 5.0),), ()))
    assert plan.set_points == {("cp", 1): (0.0,)}


def test_round_down() -> None:
    assert [round_down(value) for value in (10.0, 9.99, 0.3 * 3, 14.899999999, 16.66666)] == [
        10.0,
        9.9,
        0.9,
        14.9,
        16.6,
    ]


def test_quarter_hours() -> None:
    start = NOW + timedelta(minutes=7)
    assert [moment.minute for moment in quarter_hours(start, NOW + timedelta(minutes=45))] == [7, 15, 30]
    assert quarter_hours(NOW, NOW + timedelta(minutes=16)) == [NOW, NOW + timedelta(minutes=15)]
