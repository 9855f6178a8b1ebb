"""Sites as operators send and read them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from csms.domain.locations import ConnectorFormat, Location, PowerType
from csms.domain.sites import Node, Site, Strategy
from operator_api.fields import Body, Currency, Name, Number, ShownTime

Limited = Annotated[Number, Field(ge=0, le=100_000, description="In A per phase.")]

ExpectedPeak = Annotated[Number, Field(ge=0, le=1_000_000)]
EnergyValue = Annotated[Number, Field(gt=0, le=1_000_000)]


class NodeBody(Body):
    """A fuse or feeder below the site's connection; `parent` is another node, or left out."""

    id: Name
    limit_a: Limited
    parent: Name | None = None


class LocationBody(Body):
    """Where the site is and whose, as OCPI 2.2.1 names it: with it, charge detail records are whole.

    `country_code` (two letters) and `party_id` are the operator's, `country` (three letters) the address's;
    coordinates in degrees; the connectors of all its stations are alike.
    """

    country_code: Name
    party_id: Name
    address: Name
    city: Name
    postal_code: Name | None = None
    country: Name
    latitude: Number
    longitude: Number
    connector_standard: Name
    connector_format: ConnectorFormat
    connector_power_type: PowerType


class SiteBody(Body):
    """`fail_safe`: stations hold a permanent limit for when the cloud is away; by default where a limit is booked.

    `sync_local_lists`: stations get the tokens for when the cloud is away, after a boot and when tokens change.
    `price_zone`: where its electricity is bought (`/api/price-zones`); `currency`: what its sessions are billed in.
    `show_running_cost`: stations show drivers what they pay, once a minute while the meter is read and at the end; 1.6
    stations where their configuration has `CustomDisplayCostAndPrice` true (OCA, California Pricing).
    `strategy`: what the planner strives for beyond the limits and the goals. `demand_charge_per_kw`: what the highest
    power of a calendar month costs, in the currency of the prices. `expected_peak_kw`: what that power will be anyway,
    as last month's: three quarters of it are not saved on. `energy_value_per_kwh`: what a kWh in a car is worth to you:
    `cheapest_by_departure` buys none that costs more, its part of a new peak included; without it promises are kept
    whatever they cost. `assumed_load_a`: the most that the building draws beside the chargers, for when its meter
    (`/api/sites/{site_id}/load`) is silent. `solar_raises_limit`: solar power measured just now makes room for
    charging.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Depot", "time_zone": "Europe/Stockholm", "limit_a": 63}]}
    )

    name: Name | None = None
    time_zone: Name = "UTC"
    limit_a: Limited | None = None
    nodes: Annotated[tuple[NodeBody, ...], Field(max_length=200)] = ()
    fail_safe: bool | None = None
    sync_local_lists: bool = False
    show_running_cost: bool = False
    location: LocationBody | None = None
    price_zone: Name | None = None
    currency: Currency | None = None
    strategy: Strategy = Strategy.FAIR_SHARE
    demand_charge_per_kw: Annotated[Number, Field(ge=0, le=1_000_000)] = 0.0
    expected_peak_kw: ExpectedPeak | None = None
    energy_value_per_kwh: EnergyValue | None = None
    assumed_load_a: Limited | None = None
    solar_raises_limit: bool = False


class NodeView(BaseModel):
    id: str
    limit_a: float
    parent: str | None


class LocationView(BaseModel):
    country_code: str
    party_id: str
    address: str
    city: str
    postal_code: str | None
    country: str
    latitude: float
    longitude: float
    connector_standard: str
    connector_format: ConnectorFormat
    connector_power_type: PowerType


class SiteView(BaseModel):
    """`limit_a` is the site's connection in A per phase, null while none is set."""

    id: str
    name: str
    time_zone: str
    limit_a: float | None
    nodes: list[NodeView]
    fail_safe: bool | None
    sync_local_lists: bool
    show_running_cost: bool
    location: LocationView | None
    price_zone: str | None
    currency: str | None
    strategy: Strategy
    demand_charge_per_kw: float
    expected_peak_kw: float | None
    energy_value_per_kwh: float | None
    assumed_load_a: float | None
    solar_raises_limit: bool
    created_at: ShownTime


def site_of(site_id: str, body: SiteBody, now: str) -> Site:
    return Site(
        id=site_id,
        name=body.name or site_id,
        created_at=now,
        time_zone=body.time_zone,
        limit_a=body.limit_a,
        nodes=tuple(Node(**node.model_dump()) for node in body.nodes),
        fail_safe=body.fail_safe,
        sync_local_lists=body.sync_local_lists,
        show_running_cost=body.show_running_cost,
        location=Location(**body.location.model_dump()) if body.location else None,
        price_zone=body.price_zone,
        currency=body.currency,
        strategy=body.strategy,
        assumed_load_a=body.assumed_load_a,
        solar_raises_limit=body.solar_raises_limit,
        demand_charge_per_kw=body.demand_charge_per_kw,
        expected_peak_kw=body.expected_peak_kw,
        energy_value_per_kwh=body.energy_value_per_kwh,
    )


def view(site: Site) -> SiteView:
    nodes = [NodeView(**node.__dict__) for node in site.nodes]
    location = LocationView(**site.location.__dict__) if site.location else None
    return SiteView(**{**site.__dict__, "nodes": nodes, "location": location})
