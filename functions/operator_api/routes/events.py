"""What has happened, over all stations, and the vocabulary in which it is told."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, create_model

from csms import bootstrap
from csms.application.list_events import list_events
from csms.application.ports import EventFilter
from csms.domain import events
from csms.domain.errors import NotFoundError
from csms.domain.events import Event, EventType
from csms.domain.ids import key_of
from operator_api import routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, ShownTime, Time, in_order

router = routing.router()


class SubjectView(BaseModel):
    """What it happened to; null where it has none."""

    station: str | None
    site_id: str | None
    evse: int | None
    connector: int | None


class EventView(BaseModel):
    """`id` is the same however often the event is told. `occurred_at` is when it happened, `recorded_at` when the
    system knew of it; `/api/event-types/{type}` has the schema of `data`."""

    id: str
    type: str
    version: int
    occurred_at: ShownTime
    recorded_at: ShownTime
    subject: SubjectView
    data: dict[str, Any]


class EventTypeView(BaseModel):
    """`json_schema` is that of a whole event of this type (JSON Schema 2020-12)."""

    type: str
    version: int
    meaning: str
    json_schema: dict[str, Any]


@router.get("/api/events")
def list_all(
    type_: Annotated[str | None, Query(alias="type", max_length=50, description="Such as `session.*`.")] = None,
    station: Annotated[str | None, Query(min_length=1, max_length=255, pattern=r"\S")] = None,
    recorded_from: Annotated[Time | None, Query(alias="from", description="Recorded at or after.")] = None,
    recorded_to: Annotated[Time | None, Query(alias="to", description="Recorded at or before.")] = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[EventView]:
    """What has happened, the newest first, kept for 90 days. A page may hold fewer than `limit` while `next_cursor`
    leads on."""
    in_order(recorded_from, recorded_to)
    wanted = EventFilter(
        station_key=key_of(station) if station else None,
        types=tuple(events.known_patterns([type_], "type")) if type_ else (),
        recorded_from=recorded_from,
        recorded_to=recorded_to,
    )
    return Page.of(list_events(bootstrap.ports(), wanted, limit, cursor), view)


@router.get("/api/events/<event_id>")
def read(event_id: PathName) -> EventView:
    """One event."""
    event = bootstrap.ports().events.get(event_id)
    if event is None:
        raise NotFoundError(f"there is no event {event_id}")
    return view(event)


@router.get("/api/event-types")
def list_types() -> Page[EventTypeView]:
    """Every type of event, with the JSON schema of its events."""
    return Page(items=[_type_view(name, kind) for name, kind in events.TYPES.items()])


@router.get("/api/event-types/<event_type>")
def read_type(event_type: PathName) -> EventTypeView:
    """One type of event, with its JSON schema."""
    kind = events.TYPES.get(event_type)
    if kind is None:
        raise NotFoundError(f"there is no type of event {event_type}")
    return _type_view(event_type, kind)


def view(event: Event) -> EventView:
    return EventView(**event.to_dict())


def _type_view(name: str, kind: EventType) -> EventTypeView:
    shape = create_model("Event", __base__=EventView, data=(kind.data, ...))
    schema = shape.model_json_schema()
    schema["properties"]["type"] = {"const": name}
    schema["description"] = kind.meaning
    return EventTypeView(type=name, version=events.VERSION, meaning=kind.meaning, json_schema=schema)
