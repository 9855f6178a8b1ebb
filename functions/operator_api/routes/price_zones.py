"""Price zones: where a kWh costs the same at the same time."""

from datetime import date
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.fetch_past_prices import request_past_prices
from csms.application.save_price_zone import remove_price_zone, request_prices, save_price_zone
from csms.application.save_prices import find_zone
from csms.domain import clock
from csms.domain.price_zones import PriceZone, ProviderName
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Currency, Cursor, Limit, Name, Page, PathName, ShownTime

router = routing.router()
_EXAMPLES: list[Any] = [
    {"currency": "SEK", "time_zone": "Europe/Stockholm", "provider": "nordic", "area": "SE3"},
    {"currency": "EUR", "time_zone": "Europe/Helsinki", "provider": "entsoe", "area": "10YFI-1--------U"},
]


class PriceZoneBody(Body):
    """`time_zone`: the market's, where its days begin at midnight. `provider` fetches the day-ahead prices of `area`:

    - `nordic`: SE1 to SE4 in SEK or EUR, NO1 to NO5 in NOK or EUR;
    - `entsoe`: any bidding zone by its EIC code, in the currency that it is told in (mostly EUR). Its token is the
      deployment's, in the parameter `/{prefix}/entsoe-token`.
    """

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    currency: Currency
    time_zone: Name = "UTC"
    provider: ProviderName | None = None
    area: Name | None = None


class PastDaysBody(Body):
    """Delivery days of the market (Brussels' clock), both counted, at most 366."""

    first: Annotated[date, Field(alias="from", examples=["2026-01-01"])]
    last: Annotated[date, Field(alias="until", examples=["2026-03-31"])]


class PastFetchView(BaseModel):
    """`next` is the day to be fetched now, null when all have been. `without_prices`: days that have gaps even so, the
    newest `error` of them."""

    first: str
    last: str
    next: str | None
    without_prices: list[str]
    error: str | None


class PriceZoneView(BaseModel):
    """Its prices are at `/api/prices/{id}`. `fetched_at` is the provider's last attempt, `fetch_error` its failure."""

    id: str
    currency: str
    time_zone: str
    provider: ProviderName | None
    area: str | None
    fetched_at: ShownTime | None
    fetch_error: str | None
    past_fetch: PastFetchView | None
    created_at: ShownTime


@router.put("/api/price-zones/<zone>", responses=answers.SAVED)
def save(zone: PathName, body: PriceZoneBody) -> Response[PriceZoneView]:
    """Describe a price zone, or replace its description. 409 for another currency than that of its prices.

    Its provider is asked at once for today and tomorrow, and then every hour for what is missing of them.
    """
    ports = bootstrap.ports()
    described = PriceZone(zone, created_at=clock.to_text(ports.now()), **body.model_dump())
    saved, created = save_price_zone(ports, described)
    return answers.saved(_view(saved), created)


@router.post("/api/price-zones/<zone>/fetch", responses=answers.ACCEPTED)
def fetch(zone: PathName, body: PastDaysBody | None = None) -> Response[PriceZoneView]:
    """Have the provider asked now for what is missing of today and tomorrow, or of past days: `past_fetch` follows it.

    409 where the zone has no provider. Another request for past days takes the place of one that still goes on.
    """
    ports = bootstrap.ports()
    found = request_past_prices(ports, zone, body.first, body.last) if body else request_prices(ports, zone)
    return Response(202, answers.JSON, _view(found), {"Location": f"/api/price-zones/{found.id}"})


@router.get("/api/price-zones/<zone>")
def read(zone: PathName) -> PriceZoneView:
    """A price zone."""
    return _view(find_zone(bootstrap.ports(), zone))


@router.get("/api/price-zones")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[PriceZoneView]:
    """All price zones, newest first."""
    return Page.of(bootstrap.ports().price_zones.page(limit, cursor), _view)


@router.delete("/api/price-zones/<zone>", responses=answers.REMOVED)
def remove(zone: PathName) -> Response[str]:
    """Remove a price zone with all its prices; 409 while a site buys there. Bills keep what they say."""
    remove_price_zone(bootstrap.ports(), zone)
    return answers.removed()


def _view(zone: PriceZone) -> PriceZoneView:
    fetch = zone.past_fetch
    return PriceZoneView(**{**zone.__dict__, "past_fetch": PastFetchView(**fetch.__dict__) if fetch else None})
