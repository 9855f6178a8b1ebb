"""What energy costs at each step of a plan."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from csms.domain import demand, load_forecast, sites
from csms.domain.bookings_over import price_over
from csms.domain.prices import PricePoint
from csms.domain.sites import Strategy
from csms.scheduling.problem import Tariff
from csms.scheduling.site_state import SiteState

PRICED = frozenset({Strategy.CHEAPEST_BY_DEPARTURE, Strategy.SOLAR_FIRST})
"""The strategies that look at prices."""


def tariff(state: SiteState, starts: Sequence[datetime], until: datetime, peak_w: float) -> Tariff:
    """The prices at the start of each step until `until`, where none is known the mean of those that are.

    `peak_w` is the month's highest power so far.
    """
    site, zone = state.site, sites.zone(state.site)
    return Tariff(
        price_per_kwh=prices_at(state.prices, starts, price_over(state.schedules, zone, starts)),
        solar_w=load_forecast.solar_left_at(state.load, state.now, starts),
        building_w=load_forecast.building_left_at(state.load, state.now, starts),
        demand_charge_per_kw=site.demand_charge_per_kw * demand.share(state.now, until, zone),
        peak_w=demand.peak_w(peak_w, site.expected_peak_kw),
        value_per_kwh=site.energy_value_per_kwh,
    )


def prices_at(
    points: Sequence[PricePoint], starts: Sequence[datetime], booked: Sequence[Decimal | None] = ()
) -> tuple[float, ...]:
    """Empty where no price is known at any of the ascending `starts`; `points` are in the order of time.

    `booked` prices, one for each start, count in their place.
    """
    known: dict[int, float] = {}
    left = list(reversed(points))
    for index, start in enumerate(starts):
        while left and left[-1].end <= start:
            left.pop()
        if left and left[-1].start <= start:
            known[index] = float(left[-1].price_per_kwh)
    known |= {index: float(price) for index, price in enumerate(booked) if price is not None}
    mean = sum(known.values()) / len(known) if known else 0.0
    return tuple(known.get(index, mean) for index in range(len(starts))) if known else ()
