"""Price zones: where a kWh costs the same at the same time."""

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict

from csms import bootstrap
from csms.application.save_price_zone import save_price_zone
from csms.application.save_prices import find_zone
from csms.domain import clock
from csms.domain.price_zones import PriceZone
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Currency, Cursor, Limit, Name, Page, PathName, ShownTime

router = routing.router()


class PriceZoneBody(Body):
    """`time_zone`: the market's, where its delivery days begin at midnight."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"currency": "SEK", "time_zone": "Europe/Stockholm"}]})

    currency: Currency
    time_zone: Name = "UTC"


class PriceZoneView(BaseModel):
    """Its prices are at `/api/prices/{id}`."""

    id: str
    currency: str
    time_zone: str
    created_at: ShownTime


@router.put("/api/price-zones/<zone>", responses=answers.SAVED)
def save(zone: PathName, body: PriceZoneBody) -> Response[PriceZoneView]:
    """Describe a price zone, or replace its description. 409 for another currency than that of its prices."""
    ports = bootstrap.ports()
    described = PriceZone(zone, created_at=clock.to_text(ports.now()), **body.model_dump())
    saved, created = save_price_zone(ports, described)
    return answers.saved(_view(saved), created)


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
