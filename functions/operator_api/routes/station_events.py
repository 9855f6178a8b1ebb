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


class DeviationsView(Page[StationEventView]):
    """`counts` since the station was registered, by message, habit and member; frames are kept for 90 days."""

    counts: dict[str, int]


@router.get("/api/stations/<identity>/events")
def list_events(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StationEventView]:
    """Events, reports, firmware and log progress, security events and deviations, newest first."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    return Page.of(ports.station_events.page(station.key, limit, cursor), _view)


@router.get("/api/stations/<identity>/deviations")
def list_deviations(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> DeviationsView:
    """Messages that broke the schema, each as it came in and with what was repaired or refused."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    found = fill_page(
        lambda size, after: ports.station_events.page(station.key, size, after),
        lambda event: event.type == _DEVIATION,
        limit,
        cursor,
    )
    shown = [_view(event) for event in found.items]
    return DeviationsView(items=shown, next_cursor=found.next_cursor, counts=station.deviations)


def _view(event: StationEvent) -> StationEventView:
    return StationEventView(**event.__dict__)
