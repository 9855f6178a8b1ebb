"""What the solver wants every EVSE to have, with those that cannot be steered taken as they are."""

from collections.abc import Sequence
from dataclasses import replace

from csms.scheduling import bounds
from csms.scheduling.bounds import Levels, Outlet, at
from csms.scheduling.limits import MIN_CURRENT_A
from csms.scheduling.problem import Limit, Problem, Session, total
from csms.scheduling.run import Run
from csms.scheduling.sharing import round_down
from csms.scheduling.solver import solve


def targets(run: Run, outlets: Sequence[Outlet]) -> Levels:
    """A current for every EVSE at every time: the solver's, or the most that an unsteerable one may be obeying."""
    fixed = bounds.highest([outlet for outlet in outlets if not outlet.steerable(run.now)], run.times)
    sessions = tuple(_session(outlet) for outlet in outlets if outlet.steerable(run.now))
    limits = tuple(_what_is_left(limit, fixed) for limit in run.limits)
    plan = solve(Problem(run.times, run.until, sessions, limits))
    return fixed | {evse: list(points) for evse, points in plan.set_points.items()}


def _session(outlet: Outlet) -> Session:
    assert outlet.session is not None, "an EVSE without a session is not steerable"
    max_a = round_down(outlet.station.max_a)
    return Session(outlet.evse, outlet.session.started_at, max_a, MIN_CURRENT_A)


def _what_is_left(limit: Limit, fixed: Levels) -> Limit:
    left = (max(0.0, limit_a - total(at(fixed, i), limit.evses)) for i, limit_a in enumerate(limit.limit_a))
    return replace(limit, limit_a=tuple(left))
