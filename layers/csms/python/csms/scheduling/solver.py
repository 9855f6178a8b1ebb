"""The equal-share solver: simple, always feasible, the same answer for the same problem."""

from collections.abc import Sequence
from datetime import datetime

from csms.scheduling.problem import EvseId, Plan, Problem, Session
from csms.scheduling.sharing import Room, Want, share

TURN_S = 900


def solve(problem: Problem) -> Plan:
    """Share every step's limits equally among the sessions, up to each one's maximum.

    Where there is not `min_a` for everybody, as many as possible charge and the others wait; with every
    quarter of an hour the turn moves on by one session, so that nobody starves.
    """
    sessions = sorted(problem.sessions, key=lambda session: (session.arrival, session.evse))
    known: dict[tuple[int, tuple[float, ...]], dict[EvseId, float]] = {}
    shares = []
    for index, start in enumerate(problem.starts):
        limits = tuple(limit.limit_a[index] for limit in problem.limits)
        turn = int(start.timestamp()) // TURN_S % max(1, len(sessions))
        if (turn, limits) not in known:
            known[turn, limits] = _share_step(problem, _in_turn(sessions, turn), limits)
        shares.append(known[turn, limits])
    points = {session.evse: tuple(step[session.evse] for step in shares) for session in sessions}
    return Plan(problem.starts, points)


def quarter_hours(start: datetime, until: datetime) -> list[datetime]:
    """`start`, then every full quarter of an hour before `until`."""
    first = (int(start.timestamp()) // TURN_S + 1) * TURN_S
    marks = range(first, int(until.timestamp()), TURN_S)
    return [start, *(datetime.fromtimestamp(mark, start.tzinfo) for mark in marks)]


def _in_turn(sessions: Sequence[Session], turn: int) -> list[Session]:
    return [*sessions[turn:], *sessions[:turn]]


def _share_step(problem: Problem, sessions: list[Session], limits: tuple[float, ...]) -> dict[EvseId, float]:
    rooms = [Room(limit.evses, left) for limit, left in zip(problem.limits, limits, strict=True)]
    return share([Want(session.evse, session.min_a, session.max_a) for session in sessions], rooms)
