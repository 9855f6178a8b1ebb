"""The site problem as a linear program: currents per car and block, any value from 0 to the maximum."""

from dataclasses import dataclass

import numpy as np

from csms.scheduling.blocks import Blocks, Floats
from csms.scheduling.cars import Cars
from csms.scheduling.grid_cost import GridCost
from csms.scheduling.highs import LinearProgram, maximise
from csms.scheduling.levels import level_widths, level_worth
from csms.scheduling.problem import Tariff
from csms.scheduling.rows import Ints, Rows
from csms.scheduling.weights import Weights
from csms.scheduling.wiring import Wiring, add_limits

_LEAST_TAPERED_A = 2.0
_EAT_NOW = 0.08
"""What a kWh of the first block is worth more to a car in its first level: what is put off, others may take."""
_EAT_BEFORE_LEAVING = 4.0
"""So much of that again where all leave sooner than they say."""
_HURRY = 3.0
"""So many times more does a kWh lose by coming late to who is about to leave: of two that can both be served, it is
first. What is put off may not come to be, and who stays takes what is free when the others are gone."""
_STAY_ON = 0.03
"""The same for a car that is charging: of equal plans, the one with fewer switches."""


@dataclass(frozen=True)
class Relaxed:
    """`amps` (n x K): what each car should draw, while it is there; `worth` (n): of its next kWh.

    `most_kw` (K): more power than this is not worth the peak that it makes; infinite where a peak costs nothing.
    """

    amps: Floats
    worth: Floats
    missing_kwh: Floats
    most_kw: Floats


def relax(
    cars: Cars, wiring: Wiring, blocks: Blocks, tariff: Tariff, weights: Weights, deadline_s: float
) -> Relaxed | None:
    """None where the solver is not done in time."""
    least = min(cars.priority[cars.promised].min(initial=1.0), 1.0)
    builder = _Builder(cars, wiring, blocks, weights, GridCost(tariff, weights, blocks, least))
    values = maximise(builder.program(), deadline_s)
    return None if values is None else builder.relaxed(values)


class _Builder:
    """Columns: energy per car and block; energy per car and level of worth; grid energy per block and the peak."""

    def __init__(self, cars: Cars, wiring: Wiring, blocks: Blocks, weights: Weights, cost: GridCost) -> None:
        self.cars, self.wiring, self.blocks, self.weights, self.cost = cars, wiring, blocks, weights, cost
        there = (cars.inside_h > 1e-9) & (cars.ceiling_a > 0)
        self.car, self.block = np.nonzero(there)
        self.columns: Ints = np.full(there.shape, -1, dtype=np.int64)
        self.columns[self.car, self.block] = np.arange(len(self.car))
        self.kwh_per_a = cars.kw_per_a[:, None] * blocks.hours[None, :]
        self.level_kwh = level_widths(cars, weights)
        self.level_worth = level_worth(cars, weights)
        # No bonus is bought because a promise would be.
        self.energy_first = np.where(cars.promised, cost.energy_first, min(cost.energy_first, 1.0))

    def program(self) -> LinearProgram:
        cars, rows = self.cars, Rows()
        least_a = np.minimum(np.maximum(cars.expected_a, _LEAST_TAPERED_A), cars.min_a)
        pilot = np.maximum(cars.min_a / np.maximum(least_a, 1e-9), 1.0)
        self._add_energy(rows)
        self._add_tapers(rows)
        add_limits(rows, self.wiring, cars, self.columns, self.kwh_per_a, pilot)
        cost_worth, cost_upper = self.cost.add(rows, self.columns, len(self.car) + self.level_kwh.size)
        worth = [self._soon(), (self.level_worth * self.energy_first[:, None]).ravel(), cost_worth]
        upper = [self._most_kwh(), self.level_kwh.ravel(), cost_upper]
        return LinearProgram(np.concatenate(worth), np.concatenate(upper), rows)

    def _soon(self) -> Floats:
        """What a kWh of each car and block gains by coming in the first block, less what it loses by coming late."""
        cars, blocks = self.cars, self.blocks
        on = np.array([bool(session.last_a) for session in cars.sessions])
        hungry = (self.level_kwh[:, 0] > 1e-9) & cars.promised
        eat_now = _EAT_NOW * (1 + _EAT_BEFORE_LEAVING * cars.early_share)
        now = np.where(hungry, eat_now, 0.0) + np.where(on, _STAY_ON, 0.0)
        stay_h = cars.inside_h.sum(axis=1)
        hurry = 1 + _HURRY * (1 - stay_h / max(stay_h.max(initial=0.0), 1e-9))
        # Late energy is worth less, never nothing.
        delay = self.weights.delay * hurry * np.minimum(self.level_worth[:, -1] * self.energy_first, 1.0)
        middle = (blocks.starts_h + blocks.hours / 2) / blocks.hours.sum()
        soon: Floats = np.where(self.block == 0, now[self.car], 0.0) - delay[self.car] * middle[self.block]
        return soon

    def relaxed(self, values: Floats) -> Relaxed:
        kwh = np.zeros(self.columns.shape)
        kwh[self.car, self.block] = values[: len(self.car)]
        inside = np.maximum(self.cars.inside_h, 1e-9)
        amps = np.where(self.cars.inside_h > 1e-9, kwh / (self.cars.kw_per_a[:, None] * inside), 0.0)
        open_level = np.argmax(self.level_kwh > 1e-9, axis=1)
        worth = np.take_along_axis(self.level_worth, open_level[:, None], axis=1)[:, 0]
        missing = np.maximum(self.cars.asked_kwh - kwh.sum(axis=1), 0.0)
        return Relaxed(amps, worth, missing, self.cost.most_kw(values))

    def _most_kwh(self) -> Floats:
        cars = self.cars
        # A mean over a block would let a car that leaves within it take more than its own wires carry.
        most_a = np.minimum(cars.expected_a[:, None], np.minimum(cars.ceiling_a, self.wiring.alone_a()))
        most_kwh: Floats = (most_a * cars.kw_per_a[:, None] * cars.inside_h)[self.car, self.block]
        return most_kwh

    def _add_energy(self, rows: Rows) -> None:
        """What the blocks give a car is what its levels hold."""
        count = self.level_kwh.shape[1]
        for car in range(len(self.cars)):
            given = self.columns[car][self.columns[car] >= 0]
            levels = len(self.car) + car * count + np.arange(count)
            values = np.concatenate([np.ones(len(given)), -np.ones(count)])
            rows.add(np.concatenate([given, levels]), values, 0.0, 0.0)

    def _add_tapers(self, rows: Rows) -> None:
        """The mean current of a block is at most the line at the middle of the energy that it gives."""
        cars = self.cars
        full_a = cars.line_a - cars.fall_a_per_kwh * cars.need_kwh
        for car in np.nonzero((full_a < cars.max_a) & (cars.fall_a_per_kwh > 0))[0]:
            given = self.columns[car][self.columns[car] >= 0]
            fall = cars.fall_a_per_kwh[car]
            amps = 1 / (cars.kw_per_a[car] * cars.inside_h[car, self.block[given]])
            for last in range(len(given)):
                values = np.full(last + 1, fall)
                values[last] = amps[last] + fall / 2
                rows.add(given[: last + 1], values, -np.inf, max(cars.line_a[car], 0.0))
