"""The solver of the site problem: the optimiser where something is known of the cars, the equal share elsewhere."""

from dataclasses import replace

from csms.scheduling.equal_share import share_equally
from csms.scheduling.lessons import Lessons, no_more_than_taken, study
from csms.scheduling.problem import Method, Plan, Problem

DEADLINE_S = 2.0


def solve(problem: Problem, deadline_s: float = DEADLINE_S) -> Plan:
    """A plan that holds every limit at every step.

    Where no session says what it wants or until when, sharing equally is all that can be done well. Where the
    optimiser is not done within `deadline_s` the equal share stands in, and the plan's `method` says so.
    """
    lessons = study(problem)
    plan = _optimised(problem, lessons, deadline_s) if _promises(problem) else None
    if plan is None:
        method = Method.FALLBACK if _promises(problem) else Method.EQUAL_SHARE
        plan = replace(share_equally(no_more_than_taken(problem, lessons)), method=method)
    tapers = {session.evse: taper for session, taper in zip(problem.sessions, lessons.tapers, strict=True)}
    return replace(plan, tapers=tapers, habit=lessons.habit)


def _promises(problem: Problem) -> bool:
    return any(session.energy_wh is not None or session.departure is not None for session in problem.sessions)


def _optimised(problem: Problem, lessons: Lessons, deadline_s: float) -> Plan | None:
    # numpy and HiGHS take 0.2 s to import: only a site that has promises pays for them.
    from csms.scheduling.optimiser import optimise

    return optimise(problem, lessons, deadline_s)
