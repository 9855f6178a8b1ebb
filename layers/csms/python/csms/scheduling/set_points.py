"""The relaxed plan as set points: the options of each car and what each is worth, block by block."""

import math

import numpy as np

from csms.domain.currents import round_down, round_up
from csms.scheduling.blocks import Blocks, Floats
from csms.scheduling.cars import Cars, Complex
from csms.scheduling.problem import Session
from csms.scheduling.relaxation import Relaxed
from csms.scheduling.rounding import Option, choose
from csms.scheduling.wiring import Wiring

_MORE = 0.7
"""What an ampere beyond the plan is worth, against one of the plan, for a car without time to lose."""
_PATIENCE = 0.3
_STAY_ON_A = 3.0
"""How many amperes it is worth not to switch a car off."""
_LOOSELY = 1.15
"""So far beyond the power that is worth its peak may later blocks be rounded."""
_ROUNDS = 3
_HEADROOM = 0.01
"""And one beyond what it is expected to take, which may be wrong: room that nobody else wants."""
_NOTHING = Option(np.zeros(1), np.zeros(1), 0.0)
_EXACT_UP_TO = 60
_COARSE_A = 1.0


def set_points(cars: Cars, wiring: Wiring, blocks: Blocks, relaxed: Relaxed, more: bool) -> Floats:
    """Set points for every car and block (n x K), only the first block's searched thoroughly.

    `more`: what nobody's plan needs is given away at once, not saved.
    """
    found = np.zeros(relaxed.amps.shape)
    left_kwh, on = cars.need_kwh.copy(), np.array([bool(s.last_a) for s in cars.sessions])
    behind_kwh = np.zeros(len(cars))
    hurry = _hurry(cars) if more else None
    for block in range(len(blocks)):
        expected = cars.expected_a if block == 0 else _expected_a(cars, blocks, block, left_kwh)
        kwh_per_a = cars.kw_per_a * np.maximum(cars.inside_h[:, block], 1e-9)
        wanted = np.minimum(expected, left_kwh / kwh_per_a)
        options = _options(cars, relaxed, block, wanted, behind_kwh / kwh_per_a, on, hurry)
        rounds = _ROUNDS if block == 0 and len(cars) <= _EXACT_UP_TO and cars.min_a.any() else 0
        phasors, limit_a = _limits(cars, wiring, relaxed, block)
        amps = choose(options, phasors, limit_a, rounds)
        found[:, block], on = amps, amps > 0
        given_kwh = np.minimum(amps, wanted) * cars.kw_per_a * cars.inside_h[:, block]
        behind_kwh = np.maximum(behind_kwh + relaxed.amps[:, block] * kwh_per_a - given_kwh, 0.0)
        left_kwh = np.maximum(left_kwh - given_kwh, 0.0)
    return found


def _limits(cars: Cars, wiring: Wiring, relaxed: Relaxed, block: int) -> tuple[Complex, Floats]:
    """The limits of a block, and where a peak costs also the power that is worth it.

    In the first block a car counts with what it will draw. Later ones are planned again before they come: held to the
    power exactly, what their rounding loses would be lost to the plan.
    """
    most_kw, limit_a = relaxed.most_kw[block], wiring.limit_a[:, block]
    if not np.isfinite(most_kw):
        return wiring.phasors, limit_a
    drawn = np.minimum(cars.expected_a / np.maximum(cars.min_a, 1e-9), 1.0)
    most_kw *= 1.0 if block == 0 else _LOOSELY
    return np.vstack([wiring.phasors, cars.kw_per_a * drawn]), np.append(limit_a, most_kw)


def _expected_a(cars: Cars, blocks: Blocks, block: int, left_kwh: Floats) -> Floats:
    """What each car takes at most in a block, after the energy that is given to it until then."""
    line_a = cars.line_a - cars.fall_a_per_kwh * (cars.need_kwh - left_kwh)
    half = cars.fall_a_per_kwh * cars.kw_per_a * blocks.hours[block] / 2
    expected_a: Floats = np.clip(line_a / (1 + half), 0.0, cars.max_a)
    return expected_a


def _hurry(cars: Cars) -> Floats:
    """Which share of its stay each car needs at the least: 1 has no time to lose."""
    most_kwh = cars.kw_per_a * cars.max_a * cars.inside_h.sum(axis=1)
    share: Floats = np.minimum(cars.need_kwh / np.maximum(most_kwh, 1e-9), 1)
    return share


def _options(
    cars: Cars,
    relaxed: Relaxed,
    block: int,
    wanted: Floats,
    behind_a: Floats,
    on: np.ndarray[tuple[int], np.dtype[np.bool_]],
    hurry: Floats | None,
) -> list[Option]:
    planned_a = np.minimum(relaxed.amps[:, block], wanted)
    # What rounding took from earlier blocks is made up for where the plan has the car charging anyway.
    due_a = np.where(planned_a > 0, np.minimum(planned_a + behind_a, wanted), 0.0)
    there = (cars.inside_h[:, block] > 0) & (wanted > 0)
    options = []
    for car in range(len(cars)):
        if not there[car]:
            options.append(_NOTHING)
            continue
        planned, due, takes = float(planned_a[car]), float(due_a[car]), float(wanted[car])
        amps = _amps(cars, car, block, planned, due, takes, hurry is not None and block == 0)
        if hurry is None and not cars.promised[car]:
            amps = amps[amps < planned + cars.sessions[car].step_a]
        worth = _worth(amps, planned, due, takes, None if hurry is None else hurry[car], now=block == 0)
        if on[car] and planned > 0:
            worth[1:] += _STAY_ON_A
        step_a = 0.0 if cars.sessions[car].allowed_a else cars.sessions[car].step_a
        options.append(Option(amps, relaxed.worth[car] * cars.kw_per_a[car] * worth, planned, step_a))
    return options


def _worth(amps: Floats, planned: float, due: float, takes: float, hurry: float | None, *, now: bool) -> Floats:
    """What each set point is worth, in amperes of the plan; `hurry` is None where no more is given than is due."""
    drawn = np.minimum(amps, takes)
    worth = np.minimum(drawn, planned)
    if hurry is None:
        worth = worth + _MORE * np.clip(drawn - planned, 0.0, due - planned)
    else:
        worth = worth + _MORE * (1 - _PATIENCE * (1 - hurry)) * np.maximum(drawn - planned, 0.0)
        worth = worth + (_HEADROOM * hurry if now else 0.0) * np.maximum(amps - drawn, 0.0)
    return worth


def _amps(cars: Cars, car: int, block: int, planned: float, due: float, wanted: float, free: bool) -> Floats:
    """0 and the set points that matter: unless `free`, none beyond the first that gives all the car would take."""
    ceiling, session = float(cars.ceiling_a[car, block]), cars.sessions[car]
    steps = (
        np.array(session.allowed_a)
        if session.allowed_a
        else _multiples(session, planned, due, wanted, ceiling, searched=block == 0)
    )
    enough = len(steps) if free else np.searchsorted(steps, wanted - 1e-9) + 1
    return np.concatenate([[0.0], steps[: min(int(enough), int(np.searchsorted(steps, ceiling + 1e-9)))]])


def _multiples(session: Session, planned: float, due: float, wanted: float, ceiling: float, searched: bool) -> Floats:
    """Set points at which a step matters and, where they are searched, some between."""
    step_a = session.step_a
    least = max(session.least_a, step_a)
    marks = (round_down(planned, step_a), round_up(due, step_a), round_up(wanted, step_a), round_down(ceiling, step_a))
    count = math.ceil((ceiling - least) / _COARSE_A) if searched else 1
    between = (round_down(least + index * _COARSE_A, step_a) for index in range(count))
    return np.array(sorted({*between, *(mark for mark in marks if mark >= least)}))
