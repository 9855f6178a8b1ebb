"""What electricity costs, by price zone."""

from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.ports import Ports
from csms.application.save_prices import find_zone, save_prices
from csms.domain import clock, prices
from csms.domain.errors import InvalidError
from csms.domain.price_zones import PriceZone
from operator_api import routing
from operator_api.fields import PathName, ShownTime, Time, moment
from operator_api.price_series import SeriesBody, points_of

router = routing.router()
_SHOWN = timedelta(days=2)


class SavedView(BaseModel):
    """What was stored: how many prices, from when until when."""

    zone: str
    currency: str
    prices: int
    start: ShownTime
    end: ShownTime


class PriceView(BaseModel):
    """`price` per kWh, without VAT, as exact decimal text."""

    start: ShownTime
    end: ShownTime
    price: str


class GapView(BaseModel):
    """No price is known from `start` until `end`."""

    start: ShownTime
    end: ShownTime


class SeriesView(BaseModel):
    """The prices per kWh of [from, to), cut to it, and the `gaps` between them."""

    zone: str
    currency: str
    time_zone: str
    start: ShownTime
    end: ShownTime
    prices: list[PriceView]
    gaps: list[GapView]


@router.put("/api/prices/<zone>")
def save(zone: PathName, body: SeriesBody) -> SavedView:
    """Store prices of at most 90 days, as JSON or CSV: all of them or none.

    They replace what they overlap, so that the same series again changes nothing. A zone that is new is made with
    the series' `currency`. A mistake is named by its place: `prices.3.start`, or in a CSV `csv.5.price` for line 5.
    """
    return _save(zone, body)


@router.post("/api/prices/<zone>")
def add(zone: PathName, body: SeriesBody) -> SavedView:
    """The same as PUT."""
    return _save(zone, body)


@router.get("/api/prices/<zone>")
def read(
    zone: PathName,
    start: Annotated[Time | None, Query(alias="from", description="Default: today's midnight in the zone.")] = None,
    until: Annotated[Time | None, Query(alias="to", description="Default: two days after `from`.")] = None,
) -> SeriesView:
    """The prices of a zone over at most 90 days, and where there is none."""
    ports = bootstrap.ports()
    known = find_zone(ports, zone)
    first = moment(start, "from") if start else _today(ports, known)
    last = moment(until, "to") if until else first + _SHOWN
    if not first < last <= first + prices.LONGEST_SERIES:
        raise InvalidError(f"to must be after from, by at most {prices.LONGEST_SERIES.days} days", "to")
    points = ports.prices.between(zone, first, last)
    shown = [
        PriceView(start=clock.to_text(p.start), end=clock.to_text(p.end), price=format(p.price_per_kwh, "f"))
        for p in points
    ]
    missing = [GapView(start=clock.to_text(a), end=clock.to_text(b)) for a, b in prices.gaps(points, first, last)]
    return SeriesView(
        zone=zone,
        currency=known.currency,
        time_zone=known.time_zone,
        start=clock.to_text(first),
        end=clock.to_text(last),
        prices=shown,
        gaps=missing,
    )


def _save(zone: str, body: SeriesBody) -> SavedView:
    ports = bootstrap.ports()
    known = ports.price_zones.get(zone)
    currency = body.currency or (known.currency if known else None)
    if currency is None:
        raise InvalidError(
            f"price zone {zone} is new: say the currency of its prices, or make the zone first", "currency"
        )
    points, names = points_of(body, currency)
    saved = save_prices(ports, zone, points, names)
    start, end = min(p.start for p in points), max(p.end for p in points)
    return SavedView(
        zone=saved.id,
        currency=saved.currency,
        prices=len(points),
        start=clock.to_text(start),
        end=clock.to_text(end),
    )


def _today(ports: Ports, zone: PriceZone) -> datetime:
    market = ZoneInfo(zone.time_zone)
    return datetime.combine(ports.now().astimezone(market), time.min, market)
