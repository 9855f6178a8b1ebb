"""The equal share: simple, always feasible, the same answer for the same problem."""

from collections.abc import Sequence
from datetime import datetime

from csms.scheduling.problem import EvseId, Limit, Plan, Problem, Session
from csms.scheduling.sharing import Room, Want, share

TURN_S = 900


def share_equally(problem: Problem) -> Plan:
    """Share every step's limits equally among the sessions, up to each one's maximum.

    Where there is not `min_a` for everybody, as many as possible charge and the others wait; with every
    quarter of an hour the turn moves on by one session, so that nobody starves.
    """
    sessions = sorted(problem.sessions, key=lambda session: (session.arrival, session.evse))
    known: dict[tuple[int, tuple[float, ...], tuple[float, ...]], dict[EvseId, float]] = {}
    shares = []
    for index, start in enumerate(problem.starts):
        limits = tuple(limit.limit_a[index] for limit in problem.limits)
        turn = int(start.timestamp()) // TURN_S % max(1, len(sessions))
        most = tuple(_most_a(session, index) for session in sessions)
        if (turn, limits, most) not in known:
            wants = [Want(s.evse, s.least_a, most_a, step_a=s.step_a) for s, most_a in zip(sessions, most, strict=True)]
            known[turn, limits, most] = _share_step(problem, _in_turn(wants, turn), limits)
        shares.append(known[turn, limits, most])
    points = {session.evse: tuple(step[session.evse] for step in shares) for session in sessions}
    return Plan(problem.starts, points)


def quarter_hours(start: datetime, until: datetime) -> list[datetime]:
    """`start`, then every full quarter of an hour before `until`."""
    first = (int(start.timestamp()) // TURN_S + 1) * TURN_S
    marks = range(first, int(until.timestamp()), TURN_S)
    return [start, *(datetime.fromtimestamp(mark, start.tzinfo) for mark in marks)]


def _in_turn(wants: Sequence[Want], turn: int) -> list[Want]:
    return [*wants[turn:], *wants[:turn]]


def _share_step(problem: Problem, wants: list[Want], limits: tuple[float, ...]) -> dict[EvseId, float]:
    rooms = [Room(limit.evses, left / _weight(limit)) for limit, left in zip(problem.limits, limits, strict=True)]
    allowed = {session.evse: session.allowed_a for session in problem.sessions}
    return {evse: _allowed(share_a, allowed[evse]) for evse, share_a in share(wants, rooms).items()}


def _weight(limit: Limit) -> float:
    """As if every current counted as much as the heaviest and in the same direction: never too little."""
    return max(map(abs, limit.coefficients.values()), default=0.0) or 1.0 if limit.coefficients else 1.0


def _allowed(share_a: float, allowed_a: tuple[float, ...]) -> float:
    return max((step for step in allowed_a if step <= share_a), default=0.0) if allowed_a else share_a


def _most_a(session: Session, index: int) -> float:
    return min(session.max_a, session.ceiling_a[index]) if session.ceiling_a else session.max_a
