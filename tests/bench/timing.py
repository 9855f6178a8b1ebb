"""A site of any size at one moment, and how long its plan takes."""

import random
import time
from datetime import UTC, datetime, timedelta
from statistics import median

from csms.scheduling import Limit, Plan, Problem, Session, Strategy, solve

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
PANEL = 20


def one_problem(cars: int, steps: int, seed: int = 1) -> Problem:
    """Panels of 20 EVSEs under one site limit, each too small for all of its cars at once."""
    chance = random.Random(seed)
    sessions = tuple(_session(number, chance) for number in range(cars))
    starts = tuple(NOW + index * QUARTER for index in range(steps))
    groups = [sessions, *(sessions[first : first + PANEL] for first in range(0, cars, PANEL))]
    factors = [6.0] + [12.0] * (len(groups) - 1)
    limits = tuple(
        Limit(str(index), frozenset(session.evse for session in group), (factor * len(group),) * steps)
        for index, (group, factor) in enumerate(zip(groups, factors, strict=True))
    )
    return Problem(starts, starts[-1] + QUARTER, sessions, limits, strategy=Strategy.AS_FAST_AS_POSSIBLE)


def time_plan(problem: Problem, times: int) -> tuple[Plan, float]:
    """The plan, and the median of the milliseconds that it took."""
    plan, spent = solve(problem, deadline_s=30.0), []
    for _ in range(times):
        begin = time.perf_counter()
        plan = solve(problem, deadline_s=30.0)
        spent.append((time.perf_counter() - begin) * 1000)
    return plan, median(spent)


def _session(number: int, chance: random.Random) -> Session:
    stay = timedelta(hours=chance.uniform(1, 12))
    return Session(
        evse=(f"cp{number}", 1),
        arrival=NOW - timedelta(minutes=number % 60),
        max_a=32.0,
        departure=NOW + stay,
        energy_wh=chance.uniform(4, 40) * 1000,
    )
