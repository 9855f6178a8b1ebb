"""What the currents measured in the step before a problem teach about its cars."""

from dataclasses import dataclass, replace

from csms.domain.currents import round_up
from csms.scheduling.problem import Problem, Session, step_hours
from csms.scheduling.taper import Habit, Line, Observation, Taper, guess_fall, learn, line, observe

_ANY_BATTERY_WH = 150_000.0
_TO_GROW_A = 1.0
"""A car is offered this much more than it was seen to take: it may take more again."""


@dataclass(frozen=True)
class Lessons:
    """The tapers of the cars, in the problem's order, and the habit of them all."""

    tapers: tuple[Taper, ...]
    habit: Habit


def study(problem: Problem) -> Lessons:
    habit, tapers, hours = problem.habit, [], step_hours(problem)[0]
    for session in problem.sessions:
        after, seen = session.taper, _seen(session, hours)
        if seen is not None:
            after = guess_fall(observe(session.taper, seen), habit, wanted_wh(session))
            if session.energy_wh is not None:
                habit, after = learn(habit, session.taper, after, seen, session.max_a, wanted_wh(session))
        tapers.append(after)
    return Lessons(tuple(tapers), habit)


def wanted_wh(session: Session) -> float:
    """All that it wants; where nobody knows, more than the battery of any car."""
    return session.delivered_wh + (_ANY_BATTERY_WH if session.energy_wh is None else session.energy_wh)


def line_of(session: Session, taper: Taper, habit: Habit) -> Line:
    """`taper.line` for a session."""
    return line(taper, habit, session.max_a, session.delivered_wh, wanted_wh(session))


def no_more_than_taken(problem: Problem, lessons: Lessons) -> Problem:
    """The problem with nobody offered much more than it was measured to take."""
    sessions = []
    for session, taper in zip(problem.sessions, lessons.tapers, strict=True):
        if taper.limit_a is not None:
            own = line_of(session, taper, lessons.habit)
            taken = max(min(own.most_a, own.now_a) + _TO_GROW_A, session.least_a)
            session = replace(session, max_a=min(session.max_a, round_up(taken, session.step_a)))
        sessions.append(session)
    return replace(problem, sessions=tuple(sessions))


def _seen(session: Session, hours: float) -> Observation | None:
    if session.last_a is None or session.measured_a is None or session.last_a <= 0:
        return None
    drawn_wh = session.drawn_wh
    if drawn_wh is None:
        drawn_wh = session.measured_a * session.watts_per_a * hours
    return Observation(session.last_a, session.measured_a, session.delivered_wh, drawn_wh)
