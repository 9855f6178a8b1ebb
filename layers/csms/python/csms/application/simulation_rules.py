"""The limits and prices that a simulation tries, and what the building draws, step by step."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from statistics import fmean

from csms.application.ports import Ports
from csms.domain import bookings_over, demand, load_forecast, loads, schedules, sites
from csms.domain.past_load import PastLoad, past_load
from csms.domain.prices import PricePoint
from csms.domain.schedules import Schedule
from csms.domain.simulations import Trial
from csms.domain.sites import Site, Strategy
from csms.domain.stations import Station
from csms.scheduling.limits import limits_at
from csms.scheduling.problem import EvseId, Limit, Tariff
from csms.scheduling.simulation import STEP, Period, Rules
from csms.scheduling.site_state import SiteState, StationState


@dataclass(frozen=True)
class Prices:
    """A price per kWh for every step of a period; those of `unpriced` steps are the mean of the others.

    `known` says whether there was any.
    """

    per_step: tuple[float, ...]
    known: bool = False
    unpriced: frozenset[int] = frozenset()
    currency: str | None = None


def period_of(site: Site, trial: Trial, steps: int) -> Period:
    """The billing months are those of the site's calendar."""
    zone = sites.zone(site)
    months = [(trial.start + index * STEP).astimezone(zone).month for index in range(steps)]
    begins = [index for index in range(1, steps) if months[index] != months[index - 1]]
    return Period(trial.start, steps, (0, *begins))


def prices_of(ports: Ports, trial: Trial, site: Site, booked: Sequence[Schedule], period: Period) -> Prices:
    """One price for all, or those of the zone with what is booked in their place."""
    if trial.price_per_kwh is not None:
        return Prices((trial.price_per_kwh,) * period.count, known=True)
    starts = [period.start(index) for index in range(period.count)]
    points = ports.prices.between(trial.price_zone, starts[0], period.start(period.count)) if trial.price_zone else ()
    windows = bookings_over.price_over(booked if trial.booked_prices else (), sites.zone(site), starts)
    found = [
        _price_at(points, at) if price is None else float(price) for at, price in zip(starts, windows, strict=True)
    ]
    known = [price for price in found if price is not None]
    if not known and trial.price_zone is None:
        return Prices((0.0,) * period.count)
    mean = fmean(known) if known else 0.0
    per_step = tuple(mean if price is None else price for price in found)
    unpriced = frozenset(index for index, price in enumerate(found) if price is None)
    return Prices(per_step, bool(known), unpriced, points[0].currency if points else None)


def _price_at(points: Sequence[PricePoint], at: datetime) -> float | None:
    place = bisect_right(points, at, key=lambda point: point.start) - 1
    return float(points[place].price_per_kwh) if place >= 0 and at < points[place].end else None


def load_of(ports: Ports, trial: Trial, site: Site, period: Period) -> PastLoad:
    """From the readings that are kept: of days before them the building draws what it usually does."""
    if not trial.site_load:
        return PastLoad()
    today = ports.now().date()
    days = [today - timedelta(days=back) for back in range(loads.KEPT.days + 1)]
    measured = loads.known(ports.loads.days(site.id, days)).measured
    starts = [period.start(index) for index in range(period.count)]
    return past_load(measured, starts, sites.zone(site), site.assumed_load_a)


def rules_of(
    trial: Trial,
    site: Site,
    booked: Sequence[Schedule],
    stations: dict[str, Station],
    prices: Prices,
    load: PastLoad,
    period: Period,
    strategy: Strategy | None,
) -> Rules:
    """`strategy` None: everybody's equal share."""
    tried, held = trial.on(site), booked if trial.booked_limits else ()
    nodes = {key: station.node_id for key, station in stations.items()}
    return Rules(
        strategy,
        partial(_limits_over, tried, held, nodes, period, load.counted_a(tried.solar_raises_limit)),
        partial(_tariff_over, prices.per_step, period, tried),
    )


def _limits_over(
    site: Site,
    booked: Sequence[Schedule],
    nodes: dict[str, str | None],
    period: Period,
    load_a: Sequence[float],
    starts: Sequence[datetime],
    evses: Sequence[EvseId],
) -> tuple[Limit, ...]:
    """A station that has left the site since, or was removed, hangs on no node."""
    by_station: dict[str, set[int]] = {}
    for key, evse in evses:
        by_station.setdefault(key, set()).add(evse)
    states = (StationState(key, key, frozenset(found), nodes.get(key)) for key, found in by_station.items())
    site_limit = schedules.limit_over(site, booked, starts[0], starts[-1] + STEP)
    site_limit = load_forecast.less(site_limit, starts, _part(load_a, period, starts))
    return limits_at(SiteState(site, (), tuple(states), starts[0]), site_limit, starts)


def _tariff_over(
    prices: Sequence[float], period: Period, site: Site, starts: Sequence[datetime], peak_w: float
) -> Tariff:
    charge = site.demand_charge_per_kw * demand.share(starts[0], starts[-1] + STEP, sites.zone(site))
    net_w = _part(period.net_w, period, starts)
    return Tariff(
        price_per_kwh=_part(prices, period, starts),
        solar_w=tuple(max(0.0, -power_w) for power_w in net_w),
        demand_charge_per_kw=charge,
        peak_w=demand.peak_w(peak_w, site.expected_peak_kw),
        value_per_kwh=site.energy_value_per_kwh,
        building_w=tuple(max(0.0, power_w) for power_w in net_w),
    )


def _part(series: Sequence[float], period: Period, starts: Sequence[datetime]) -> tuple[float, ...]:
    """Those at `starts`, after the period's end the last one; empty where the series is."""
    first = (starts[0] - period.first) // STEP
    wanted, last = tuple(series[first : first + len(starts)]), tuple(series[-1:])
    return wanted + last * (len(starts) - len(wanted))
