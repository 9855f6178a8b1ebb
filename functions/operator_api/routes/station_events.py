"""What a station reported beside status and transactions."""

from typing import Any

from pydantic import BaseModel

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.list_filtered import fill_page
from csms.application.ports import StationEvent
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, ShownTime

router = routing.router()
_DEVIATION = "deviation"


class StationEventView(BaseModel):
    """`type` is the message's name or `deviation`; `frame` is there where a message broke the schema."""

    id: str
    type: str
    occurred_at: ShownTime
    payload: Any
    frame: str | None


@router.get("/api/stations/<identity>/events")
def list_events(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StationEventView]:
    """Events, reports, firmware and log progress, security events and deviations, newest first."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    return Page.of(ports.station_events.page(station.key, limit, cursor), _view)


@router.get("/api/stations/<identity>/deviations")
def list_deviations(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StationEventView]:
    """Messages that broke the schema, each as it came in and with what was repaired or refused."""
    ports = bootstrap.ports()
    key = find_station(ports, identity).key
    found = fill_page(
        lambda size, after: ports.station_events.page(key, size, after),
        lambda event: event.type == _DEVIATION,
        limit,
        cursor,
    )
    return Page.of(found, _view)


def _view(event: StationEvent) -> StationEventView:
    return StationEventView(**event.__dict__)
