"""What a station reported beside status and transactions."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.list_filtered import fill_page
from csms.application.ports import Ports, StationEvent
from csms.domain.stations import Station
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, ShownTime

router = routing.router()
_DEVIATION = "deviation"
EventType = Annotated[str | None, Query(max_length=50, description="A message's name, `deviation` or `alarm`.")]


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
def list_events(
    identity: PathName, type: EventType = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[StationEventView]:
    """Events, reports, firmware and log progress, security events and deviations, newest first."""
    ports = bootstrap.ports()
    return _page(ports, find_station(ports, identity), type, limit, cursor)


@router.get("/api/stations/<identity>/deviations")
def list_deviations(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> DeviationsView:
    """Messages that broke the schema, each as it came in and with what was repaired or refused."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    found = _page(ports, station, _DEVIATION, limit, cursor)
    return DeviationsView(**found.__dict__, counts=station.deviations)


def _page(ports: Ports, station: Station, wanted: str | None, limit: int, cursor: str | None) -> Page[StationEventView]:
    found = fill_page(
        lambda size, after: ports.station_events.page(station.key, size, after),
        lambda event: wanted is None or event.type == wanted,
        limit,
        cursor,
    )
    return Page.of(found, _view)


def _view(event: StationEvent) -> StationEventView:
    return StationEventView(**event.__dict__)
