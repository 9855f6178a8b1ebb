"""The energy of each car in levels of falling worth: what keeps anybody from starving, and who is served to the end."""

import numpy as np

from csms.scheduling.blocks import Floats
from csms.scheduling.cars import Cars
from csms.scheduling.weights import Weights

_BONUS = 0.1
"""What a kWh is worth that nobody was promised."""


def level_widths(cars: Cars, weights: Weights) -> Floats:
    """How many kWh each car still has room for in each level (n x levels)."""
    shares = np.array([share for share, _ in weights.levels])
    tops = np.cumsum(shares) * cars.wanted_kwh[:, None]
    done = (cars.wanted_kwh - cars.need_kwh)[:, None]
    return np.clip(tops - np.maximum(done, tops - shares * cars.wanted_kwh[:, None]), 0.0, None)


def level_worth(cars: Cars, weights: Weights) -> Floats:
    """What a kWh in each level is worth to each car (n x levels).

    Beyond the first level, who is nearest to its end comes first: of the same energy, more cars leave full.
    """
    levels = np.tile([worth for _, worth in weights.levels], (len(cars), 1))
    largest_kwh = max(cars.need_kwh.max(initial=0.0), 1e-9)
    levels[:, 1:] += weights.finish * (1 - cars.need_kwh / largest_kwh)[:, None]
    worth: Floats = (cars.priority * np.where(cars.promised, 1.0, _BONUS))[:, None] * levels
    return worth
