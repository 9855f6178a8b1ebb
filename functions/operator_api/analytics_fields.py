"""What the questions of /api/analytics have in common: whose, from when to when, by whose clock."""

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.ports import Ports
from csms.application.read_usage import Scope, find_site, span_of, zone_of
from csms.domain import clock, sites
from csms.domain.errors import InvalidError
from csms.domain.ids import key_of
from csms.domain.sites import Site
from csms.domain.usage.amounts import REVENUE_SCALE, at
from csms.domain.usage.history import Span
from operator_api.fields import ShownTime, Time, moment

_TEXT = {"min_length": 1, "max_length": 255}
From = Annotated[Time | None, Query(alias="from", description="28 days before `to`, unless given. Whole hours count.")]
To = Annotated[Time | None, Query(alias="to", description="Now, unless given; at most 400 days after `from`.")]
Whose = Annotated[str | None, Query(**_TEXT)]
OfSite = Annotated[str, Query(alias="site", **_TEXT)]
Connector = Annotated[str | None, Query(pattern=r"^\d{1,4}/\d{1,4}$", description="`evse/connector` of the station.")]
TimeZone = Annotated[str | None, Query(**_TEXT, description="IANA name; the site's own unless given, else UTC.")]
_DEFAULT = timedelta(days=28)


class SpanView(BaseModel):
    """What was asked for, in whole hours; `time_zone` is whose days, weeks and hours these are."""

    start: ShownTime
    end: ShownTime
    time_zone: str


def scope(site: str | None, station: str | None, connector: str | None) -> Scope:
    """Raises InvalidError where they do not go together."""
    if site and station:
        raise InvalidError("name a site or a station, not both", "station")
    if connector and not station:
        raise InvalidError("a connector needs its station", "connector")
    evse, _, number = (connector or "").partition("/")
    place = (int(evse), int(number)) if connector else None
    return Scope(site, key_of(station) if station else None, place)


def span(start: str | None, until: str | None, usual: timedelta = _DEFAULT) -> Span:
    """`usual` long, unless `start` is given. Raises InvalidError naming `from` or `to`."""
    end = moment(until, "to") if until else bootstrap.ports().now()
    return span_of(moment(start, "from") if start else end - usual, end)


def site_and_zone(ports: Ports, site_id: str, time_zone: str | None) -> tuple[Site, ZoneInfo]:
    """Raises NotFoundError, InvalidError."""
    site = find_site(ports, site_id)
    return site, zone_of(ports, Scope(), time_zone) if time_zone else sites.zone(site)


def shown(asked: Span, zone: ZoneInfo) -> SpanView:
    return SpanView(start=text(asked.start_s), end=text(asked.until_s), time_zone=zone.key)


def text(epoch_s: int) -> str:
    return clock.to_text(at(epoch_s))


def wh(mwh: int) -> float:
    return mwh / 1000


def money(value: int) -> str:
    """Of 1/10,000 of a unit: exact, without the zeros at the end that say nothing."""
    whole, part = divmod(abs(value), REVENUE_SCALE)
    digits = f"{part:04}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{'.' + digits if digits else ''}"
