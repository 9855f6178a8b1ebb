"""Energy and utilisation over the hours of the week."""

from pydantic import BaseModel

from csms import bootstrap
from csms.application.read_usage import read_history, zone_of
from csms.domain.usage.heat_map import Cell, heat_map
from operator_api import routing
from operator_api.analytics_fields import Connector, From, SpanView, TimeZone, To, Whose, scope, shown, span

router = routing.router()
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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


def _cell(cell: Cell) -> CellView:
    return CellView(
        weekday=_WEEKDAYS[cell.weekday],
        hour=cell.hour,
        hours=cell.hours,
        mean_power_w=round(cell.power_w, 3),
        occupied_connectors=round(cell.occupied, 4),
        arrivals=round(cell.arrivals, 4),
    )
