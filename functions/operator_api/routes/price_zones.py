"""Price zones: where a kWh costs the same at the same time."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict

from csms import bootstrap
from csms.application.save_price_zone import request_prices, save_price_zone
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


class PriceZoneView(BaseModel):
    """Its prices are at `/api/prices/{id}`. `fetched_at` is the provider's last attempt, `fetch_error` its failure."""

    id: str
    currency: str
    time_zone: str
    provider: ProviderName | None
    area: str | None
    fetched_at: ShownTime | None
    fetch_error: str | None
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
def fetch(zone: PathName) -> Response[PriceZoneView]:
    """Have the provider asked now for what is missing of today and tomorrow; 409 where the zone has none."""
    found = request_prices(bootstrap.ports(), zone)
    return Response(202, answers.JSON, _view(found), {"Location": f"/api/price-zones/{found.id}"})


@router.get("/api/price-zones/<zone>")
def read(zone: PathName) -> PriceZoneView:
    """A price zone."""
    return _view(find_zone(bootstrap.ports(), zone))


@router.get("/api/price-zones")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[PriceZoneView]:
    """All price zones, newest first."""
    return Page.of(bootstrap.ports().price_zones.page(limit, cursor), _view)


def _view(zone: PriceZone) -> PriceZoneView:
    return PriceZoneView(**zone.__dict__)
