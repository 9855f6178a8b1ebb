"""The strategies by name, as weights of the optimiser's objective."""

from dataclasses import dataclass

from csms.domain.sites import Strategy
from csms.scheduling.problem import Tariff


@dataclass(frozen=True)
class Weights:
    """What a kWh is worth; 1.0 is one that a car wants.

    `levels`: consecutive shares of the energy that a car wants, and the worth of a kWh in each, falling: the higher
    the first ones, the less anybody starves. `finish`: what a kWh beyond the first level is worth more to a car that is
    all but done than to the one that needs most. `delay`: what a kWh loses by coming at the end of the horizon, or in
    proportion sooner; up to four times as fast for who leaves before the others. `cost` multiplies prices, after they
    are scaled so that the dearest step is 1. `grid`: what a kWh loses by not being the site's own solar power. All
    losses together stay below 1: no energy that was promised is saved on.
    """

    levels: tuple[tuple[float, float], ...]
    finish: float = 0.0
    delay: float = 0.0
    cost: float = 0.0
    grid: float = 0.0

    @property
    def only_money(self) -> bool:
        """Whether all that a kWh loses is money, so that its own value in money can be set against it."""
        return self.cost > 0 and not self.grid

    def waits(self, tariff: Tariff) -> bool:
        """Whether energy may be put off: never where nothing is gained by it, for who comes later may want the rest."""
        return bool(self.cost or self.grid) and tariff.varies


_NOBODY_STARVES = ((0.35, 1.2), (0.65, 1.0))

WEIGHTS = {
    Strategy.AS_FAST_AS_POSSIBLE: Weights(_NOBODY_STARVES, finish=0.3, delay=0.4),
    Strategy.FAIR_SHARE: Weights(((0.25, 1.6), (0.25, 1.4), (0.25, 1.2), (0.25, 1.0)), delay=0.05),
    Strategy.CHEAPEST_BY_DEPARTURE: Weights(_NOBODY_STARVES, delay=0.03, cost=0.8),
    Strategy.SOLAR_FIRST: Weights(_NOBODY_STARVES, delay=0.01, cost=0.1, grid=0.7),
}
