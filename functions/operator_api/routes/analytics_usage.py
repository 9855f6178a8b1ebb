"""Energy and utilisation over time, and over the hours of the week."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.read_usage import read_history, zone_of
from csms.domain.usage.buckets import Bucket, Step, buckets
from csms.domain.usage.heat_map import Cell, heat_map
from operator_api import routing
from operator_api.analytics_fields import (
    Connector,
    From,
    SpanView,
    TimeZone,
    To,
    Whose,
    money,
    scope,
    shown,
    span,
    text,
    wh,
)
from operator_api.fields import ShownTime

router = routing.router()
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class UsageView(BaseModel):
    """`occupied_s` sums the seconds of all sessions, `charging_s` those in which energy flowed (100 W or more),
    `idle_s` the rest. `peak_power_w` is the mean of the highest quarter of an hour. `unmet_wh` is what ended sessions
    were short of their goals. `revenue` is exact decimal text by currency. `out_of_order_s` sums over connectors.
    """

    start: ShownTime
    end: ShownTime
    energy_wh: float
    mean_power_w: float
    peak_power_w: float
    sessions_started: int
    sessions_ended: int
    occupied_s: int
    charging_s: int
    idle_s: int
    unmet_wh: float
    revenue: dict[str, str]
    faults: int
    out_of_order_s: int
    reboots: int


class UsageOverTimeView(BaseModel):
    """`total` is the whole time, `items` its buckets in order; the first and the last may be cut off."""

    asked: SpanView
    total: UsageView
    items: list[UsageView]


class CellView(BaseModel):
    """`hours` of the time asked for are this hour of the week; the rest are means over these."""

    weekday: str
    hour: int
    hours: int
    mean_power_w: float
    occupied_connectors: float
    arrivals: float


class HeatMapView(BaseModel):
    """168 cells from Monday's first hour."""

    asked: SpanView
    items: list[CellView]


@router.get("/api/analytics/usage")
def usage(
    site: Whose = None,
    station: Whose = None,
    connector: Connector = None,
    start: From = None,
    until: To = None,
    step: Annotated[Step, Query(description="How long a bucket is.")] = Step.DAY,
    time_zone: TimeZone = None,
) -> UsageOverTimeView:
    """Energy, sessions and time over time: of a connector, a station, a site, or of everything.

    Days, weeks (from Monday) and months are those of the time zone: a day of 23 or 25 hours is one day.
    """
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, connector)
    zone = zone_of(ports, whose, time_zone)
    found = read_history(ports, whose, asked)
    parts = buckets(found, step, zone)
    whole = Bucket(asked.start_s, asked.until_s, peak_w=max(part.peak_w for part in parts))
    for part in parts:
        whole.sums.update(part.sums)
    return UsageOverTimeView(asked=shown(asked, zone), total=_usage(whole), items=[_usage(part) for part in parts])


@router.get("/api/analytics/heat-map")
def week(
    site: Whose = None,
    station: Whose = None,
    connector: Connector = None,
    start: From = None,
    until: To = None,
    time_zone: TimeZone = None,
) -> HeatMapView:
    """What is usual at each hour of the week, by the clock on the wall."""
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, connector)
    zone = zone_of(ports, whose, time_zone)
    cells = heat_map(read_history(ports, whose, asked), zone)
    return HeatMapView(asked=shown(asked, zone), items=[_cell(cell) for cell in cells])


def _usage(bucket: Bucket) -> UsageView:
    sums = bucket.sums
    return UsageView(
        start=text(bucket.start_s),
        end=text(bucket.until_s),
        energy_wh=wh(sums["e"]),
        mean_power_w=round(bucket.mean_w, 3),
        peak_power_w=round(bucket.peak_w, 3),
        sessions_started=sums["s"],
        sessions_ended=sums["n"],
        occupied_s=sums["o"],
        charging_s=sums["c"],
        idle_s=sums["o"] - sums["c"],
        unmet_wh=wh(sums["u"]),
        revenue={name[1:]: money(value) for name, value in sorted(sums.items()) if name[0] == "r"},
        faults=sums["f"],
        out_of_order_s=sums["x"],
        reboots=sums["k"],
    )


def _cell(cell: Cell) -> CellView:
    return CellView(
        weekday=_WEEKDAYS[cell.weekday],
        hour=cell.hour,
        hours=cell.hours,
        mean_power_w=round(cell.power_w, 3),
        occupied_connectors=round(cell.occupied, 4),
        arrivals=round(cell.arrivals, 4),
    )
