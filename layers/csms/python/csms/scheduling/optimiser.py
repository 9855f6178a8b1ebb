"""The optimiser: a linear program over growing blocks, then set points that hold every limit exactly."""

from dataclasses import replace

import numpy as np

from csms.scheduling.blocks import blocks
from csms.scheduling.cars import cars
from csms.scheduling.lessons import Lessons
from csms.scheduling.problem import Method, Plan, Problem
from csms.scheduling.relaxation import relax
from csms.scheduling.set_points import set_points
from csms.scheduling.weights import WEIGHTS
from csms.scheduling.wiring import wiring


def optimise(problem: Problem, lessons: Lessons, deadline_s: float) -> Plan | None:
    """None where the linear program is not solved within `deadline_s`."""
    weights, grid = WEIGHTS[problem.strategy], blocks(problem)
    waits = weights.waits(problem.tariff)
    fleet = cars(problem, grid, lessons, waits)
    limits = wiring(problem, grid)
    relaxed = relax(fleet, limits, grid, problem.tariff, weights, deadline_s)
    if relaxed is None:
        return None
    amps = set_points(fleet, limits, grid, relaxed, more=not waits)
    per_step = np.repeat(amps, np.diff(grid.firsts), axis=1)
    plan = Plan(problem.starts, {}, Method.OPTIMISED)
    return replace(
        plan,
        set_points={s.evse: tuple(map(float, row)) for s, row in zip(problem.sessions, per_step, strict=True)},
        missing_wh={
            s.evse: float(missing) * 1000
            for s, missing in zip(problem.sessions, relaxed.missing_kwh, strict=True)
            if s.energy_wh is not None
        },
    )
