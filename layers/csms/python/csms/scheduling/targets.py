"""What the solver wants every EVSE to have, with those that cannot be steered taken as they are.

It looks further ahead than the profiles that are sent: what a car is promised by morning decides what it gets now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from csms.domain import steps
from csms.scheduling import bookings, bounds
from csms.scheduling.bounds import Levels, Outlet, at
from csms.scheduling.equal_share import quarter_hours
from csms.scheduling.inputs import Car, promising, session_of
from csms.scheduling.limits import limits_at
from csms.scheduling.memory import SiteMemory
from csms.scheduling.problem import EvseId, Limit, Plan, Problem, Session, total
from csms.scheduling.run import Run
from csms.scheduling.solver import solve
from csms.scheduling.tariffs import tariff

SHORTEST, LONGEST = timedelta(hours=24), timedelta(hours=48)
"""How far ahead the solver looks where there are promises: to the last departure, within these."""
_LEAST_STEP = timedelta(minutes=5)


@dataclass(frozen=True)
class Targets:
    """`levels` at the run's times. `plan` is the solver's, until `until`, for the `cars` that can be steered;
    `ceilings` are the most that they may have at the run's times, whatever else there is room for.
    """

    levels: Levels
    plan: Plan
    until: datetime
    cars: Mapping[EvseId, Car] = field(default_factory=dict)
    promising: bool = False
    ceilings: Levels = field(default_factory=dict)


def targets(run: Run, outlets: Sequence[Outlet], cars: Mapping[EvseId, Car], memory: SiteMemory) -> Targets:
    """A current for every EVSE at every time: the solver's, or the most that may be drawn at one that it cannot steer.

    One that draws more than it accepted keeps what it has; the others get what its true draw leaves.
    """
    steered = {outlet.evse: cars[outlet.evse] for outlet in outlets if outlet.steerable(run.now) and not outlet.drawn_a}
    others = [outlet for outlet in outlets if outlet.evse not in steered]
    promises = promising(steered.values())
    problem = _problem(run, others, steered.values(), memory, promises)
    plan = solve(problem)
    fixed = bounds.highest(others, run.times)
    wanted = {evse: _sampled(plan, points, run.times) for evse, points in plan.set_points.items()}
    kept = {outlet.evse: outlet.lowest(run.times) for outlet in others if outlet.drawn_a}
    ceilings = {session.evse: _sampled(plan, _most(session, problem), run.times) for session in problem.sessions}
    return Targets(fixed | kept | wanted, plan, problem.until, steered, promises, ceilings)


def _problem(run: Run, others: Sequence[Outlet], cars: Iterable[Car], memory: SiteMemory, promises: bool) -> Problem:
    until = run.until if not promises else _until(run.now, cars)
    site_limit = run.state.limit_over(until)
    changes = {step.start for step in site_limit} | bookings.edges(run.state, until)
    changes |= {edge for outlet in others for edge in outlet.edges}
    marks = [mark for mark in quarter_hours(run.now, until)[1:] if not promises or mark - run.now >= _LEAST_STEP]
    starts = tuple(sorted({run.now, *marks, *(edge for edge in changes if run.now < edge < until)}))
    fixed = bounds.highest(others, starts)
    every = (*limits_at(run.state, site_limit, starts), *bookings.station_limits(run.state, starts))
    return Problem(
        starts=starts,
        until=until,
        sessions=tuple(
            bookings.bounded(run.state, car.outlet, session_of(car, run.now, promises), starts) for car in cars
        ),
        limits=tuple(_what_is_left(limit, fixed) for limit in every),
        tariff=tariff(run.state, starts, until, memory.peak.peak_w),
        strategy=run.state.site.strategy,
        habit=memory.habit,
        punctuality=memory.punctuality,
    )


def _until(now: datetime, cars: Iterable[Car]) -> datetime:
    departures = [car.goal.departure for car in cars if car.said and car.goal.departure]
    return min(max([now + SHORTEST, *departures]), now + LONGEST)


def _most(session: Session, problem: Problem) -> list[float]:
    return [min(session.max_a, ceiling) for ceiling in session.ceiling_a or [session.max_a] * len(problem.starts)]


def _sampled(plan: Plan, points: Sequence[float], times: Sequence[datetime]) -> list[float]:
    return steps.sample(steps.from_samples(plan.starts, points), times)


def _what_is_left(limit: Limit, fixed: Levels) -> Limit:
    left = (max(0.0, limit_a - total(at(fixed, i), limit.evses)) for i, limit_a in enumerate(limit.limit_a))
    return replace(limit, limit_a=tuple(left))
