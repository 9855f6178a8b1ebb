"""What energy and power from the grid cost, as parts of the site's linear program."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from csms.scheduling.blocks import Blocks, Floats
from csms.scheduling.problem import Tariff
from csms.scheduling.rows import Ints, Rows
from csms.scheduling.weights import Weights


@dataclass(frozen=True)
class GridCost:
    """Columns, where anything costs: the energy that each block draws from the grid in kWh, and by how much the power
    passes the peak so far in kW. `least_priority` is that of the car whose promise weighs least, 1 at most."""

    tariff: Tariff
    weights: Weights
    blocks: Blocks
    least_priority: float

    @cached_property
    def energy_first(self) -> float:
        """So much more than by itself must energy be worth that even a peak of one block is paid for it, whoever it
        is for.

        Where a kWh has a value in money, that is what it is worth.
        """
        tariff = self.tariff
        if tariff.value_per_kwh is not None and self.weights.only_money:
            return self.weights.cost * tariff.value_per_kwh / self._dearest
        if not self._costs:
            return 1.0
        return (1.0 + self._peak_worth / float(self.blocks.hours.min())) / self.least_priority

    def add(self, rows: Rows, columns: Ints, first: int) -> tuple[Floats, Floats]:
        """What its columns are worth and their upper bounds; `columns` (n x K) are the cars' energies, its own begin
        at `first`."""
        worth, count = self._grid_worth, len(self.blocks)
        if not self._costs:
            return np.zeros(0), np.zeros(0)
        solar_kw, building_kw = self._mean_kw(self.tariff.solar_w), self._mean_kw(self.tariff.building_w)
        for block, hours in enumerate(self.blocks.hours):
            given = columns[:, block][columns[:, block] >= 0]
            values = np.append(np.ones(len(given)), -1.0)
            rows.add(np.append(given, first + block), values, -np.inf, float(solar_kw[block] * hours))
            if self._peak_worth:
                ends = np.array([first + block, first + count])
                upper_kw = self.tariff.peak_w / 1000 - float(building_kw[block])
                rows.add(ends, np.array([1 / hours, -1.0]), -np.inf, upper_kw)
        return np.append(worth, -self._peak_worth), np.full(count + 1, np.inf)

    def most_kw(self, values: Floats) -> Floats:
        """The charging power of each block (K) beyond which a peak is not worth it, by the program's solution."""
        if not self._peak_worth:
            return np.full(len(self.blocks), np.inf)
        peak_kw = self.tariff.peak_w / 1000 + values[-1]
        most: Floats = peak_kw + self._mean_kw(self.tariff.solar_w) - self._mean_kw(self.tariff.building_w)
        return most

    @cached_property
    def _dearest(self) -> float:
        return max(max(self.tariff.price_per_kwh, default=0.0), 0.0) or 1.0

    @cached_property
    def _peak_worth(self) -> float:
        return self.weights.cost * max(self.tariff.demand_charge_per_kw, 0.0) / self._dearest

    @cached_property
    def _grid_worth(self) -> Floats:
        prices = np.array(self.tariff.price_per_kwh or (0.0,) * self.blocks.firsts[-1])
        worth: Floats = -self.weights.cost * self.blocks.mean(prices) / self._dearest - self.weights.grid
        return worth

    @cached_property
    def _costs(self) -> bool:
        return bool(self._grid_worth.any()) or self._peak_worth > 0

    def _mean_kw(self, powers_w: tuple[float, ...]) -> Floats:
        return self.blocks.mean(np.array(powers_w)) / 1000 if powers_w else np.zeros(len(self.blocks))
