"""Sites: where the electricity comes from, and how much of it."""

import re
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.save_site import remove_site, save_site
from csms.domain import clock
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.locations import ConnectorFormat, Location, PowerType
from csms.domain.sites import Node, Site, Strategy
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Currency, Cursor, Limit, Name, Number, Page, PathName, ShownTime

router = routing.router()
# A site's id also names its group in the planner's queue, and SQS takes nothing else there.
_SITE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
Limited = Annotated[Number, Field(ge=0, le=100_000, description="In A per phase.")]

ExpectedPeak = Annotated[Number, Field(ge=0, le=1_000_000)]


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
    as last month's: three quarters of it are not saved on. `assumed_load_a`: the most that the building draws beside
    the chargers, for when its meter (`/api/sites/{site_id}/load`) is silent. `solar_raises_limit`: solar power measured
    just now makes room for charging.
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
    assumed_load_a: float | None
    solar_raises_limit: bool
    created_at: ShownTime


@router.put("/api/sites/<site_id>", responses=answers.SAVED)
def save(site_id: PathName, body: SiteBody | None = None) -> Response[SiteView]:
    """Create a site or replace it; members left out get their defaults. Its plan is computed anew."""
    ports = bootstrap.ports()
    if not _SITE_ID.fullmatch(site_id):
        raise InvalidError("a site's id has 1 to 64 letters, digits, dots, dashes and underscores", "site_id")
    created = ports.sites.get(site_id) is None
    saved = save_site(ports, _site(site_id, body or SiteBody(), clock.to_text(ports.now())))
    return answers.saved(_view(saved), created)


@router.get("/api/sites/<site_id>")
def read(site_id: PathName) -> SiteView:
    """A site and its tree of limits."""
    site = bootstrap.ports().sites.get(site_id)
    if site is None:
        raise NotFoundError(f"there is no site {site_id}")
    return _view(site)


@router.get("/api/sites")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[SiteView]:
    """All sites, newest first."""
    return Page.of(bootstrap.ports().sites.page(limit, cursor), _view)


@router.delete("/api/sites/<site_id>", responses=answers.REMOVED)
def remove(site_id: PathName) -> Response[str]:
    """Remove a site and its schedules; 409 while stations belong to it."""
    remove_site(bootstrap.ports(), site_id)
    return answers.removed()


def _site(site_id: str, body: SiteBody, now: str) -> Site:
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
    )


def _view(site: Site) -> SiteView:
    nodes = [NodeView(**node.__dict__) for node in site.nodes]
    location = LocationView(**site.location.__dict__) if site.location else None
    return SiteView(**{**site.__dict__, "nodes": nodes, "location": location})
