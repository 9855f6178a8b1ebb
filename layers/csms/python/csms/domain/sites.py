"""A site: where the electricity comes from, and how much of it."""

import math
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from csms.domain import clock, currencies
from csms.domain.errors import InvalidError
from csms.domain.locations import Location


class Strategy(StrEnum):
    """What the planner strives for beyond the limits, which always hold, and the energy promised by departure."""

    FAIR_SHARE = "fair_share"
    AS_FAST_AS_POSSIBLE = "as_fast_as_possible"
    CHEAPEST_BY_DEPARTURE = "cheapest_by_departure"
    SOLAR_FIRST = "solar_first"


@dataclass(frozen=True)
class Node:
    """A fuse or feeder below the site's own; stations may hang on it. `parent` None is the site itself."""

    id: str
    limit_a: float
    parent: str | None = None


@dataclass(frozen=True)
class Site:
    """`limit_a` is the site's connection in A per phase, None while the operator has not set one.

    `fail_safe` says whether stations hold a persistent TxDefaultProfile; None is on where a limit is booked.
    `sync_local_lists`: their local lists follow the tokens without being asked to. `price_zone` is what its
    electricity is bought in, `currency` (ISO 4217) what its sessions are billed in. `demand_charge_per_kw` is what the
    highest power of a calendar month costs per kW, in the currency of the site's prices; `expected_peak_kw` is what
    that power will be anyway, None while nobody says so. `energy_value_per_kwh`: what a kWh in a car is worth to the
    operator, who buys none that costs more; None buys whatever was promised. `assumed_load_a` is the most that the
    building draws beside the chargers, in A per phase, for when no meter says it; `solar_raises_limit`: solar power
    measured just now makes room for charging. `show_running_cost`: stations are told what a session costs. `location`
    is what other parties are told of where it is.
    """

    id: str
    name: str
    created_at: str
    time_zone: str = "UTC"
    limit_a: float | None = None
    nodes: tuple[Node, ...] = ()
    fail_safe: bool | None = None
    sync_local_lists: bool = False
    price_zone: str | None = None
    currency: str | None = None
    strategy: Strategy = Strategy.FAIR_SHARE
    demand_charge_per_kw: float = 0.0
    expected_peak_kw: float | None = None
    energy_value_per_kwh: float | None = None
    assumed_load_a: float | None = None
    solar_raises_limit: bool = False
    show_running_cost: bool = False
    location: Location | None = None

    @property
    def has_limit(self) -> bool:
        return self.limit_a is not None or bool(self.nodes)


def validate(site: Site) -> None:
    """Raises InvalidError naming the member: unknown time zone or currency, bad limit, or nodes that are no tree."""
    zone(site)
    if site.currency is not None:
        currencies.check(site.currency)
    if site.limit_a is not None:
        check_limit(site.limit_a, "limit_a")
    if site.assumed_load_a is not None:
        check_limit(site.assumed_load_a, "assumed_load_a")
    _check_money(site)
    ids = [node.id for node in site.nodes]
    if len(set(ids)) != len(ids) or not all(ids):
        raise InvalidError("every node needs an id of its own", "nodes")
    for node in site.nodes:
        check_limit(node.limit_a, "nodes")
        if node.parent is not None and node.parent not in ids:
            raise InvalidError(f"node {node.id} hangs on {node.parent}, which does not exist", "nodes")
        if node.id in path(site, node.parent):
            raise InvalidError(f"node {node.id} hangs on itself", "nodes")


def _check_money(site: Site) -> None:
    if not math.isfinite(site.demand_charge_per_kw) or site.demand_charge_per_kw < 0:
        raise InvalidError("a demand charge is a number, 0 or more", "demand_charge_per_kw")
    if site.expected_peak_kw is not None and not 0 <= site.expected_peak_kw < math.inf:
        raise InvalidError("an expected peak is a number of kW, 0 or more", "expected_peak_kw")
    if site.energy_value_per_kwh is not None and not 0 < site.energy_value_per_kwh < math.inf:
        raise InvalidError("the value of a kWh is an amount of money above 0", "energy_value_per_kwh")


def check_limit(limit_a: float, field: str) -> None:
    """Raises InvalidError unless `limit_a` is a finite number of amperes from 0 up."""
    if not math.isfinite(limit_a) or limit_a < 0:
        raise InvalidError("a limit is a number of amperes, 0 or more", field)


def zone(site: Site) -> ZoneInfo:
    """Raises InvalidError where the name is not in the IANA database."""
    return clock.zone_named(site.time_zone)


def path(site: Site, node_id: str | None) -> tuple[str, ...]:
    """The node and every node above it, nearest first; empty for the site itself and for an unknown node."""
    nodes = {node.id: node for node in site.nodes}
    found: list[str] = []
    while node_id in nodes and node_id not in found:
        found.append(node_id)
        node_id = nodes[node_id].parent
    return tuple(found)
