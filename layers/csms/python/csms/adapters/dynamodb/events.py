"""The log of events in DynamoDB."""

from datetime import timedelta
from typing import Any

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import EventItem
from csms.adapters.dynamodb.paging import at_times, decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.application.ports import EventFilter, Page
from csms.domain import clock, events
from csms.domain.events import Event
from csms.domain.ids import key_of

_COLLECTION = "event"


class DynamoEvents:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def add(self, event: Event) -> None:
        expires = clock.parse_stored(event.recorded_at) + self._retention
        item = EventItem(
            event.id,
            type=event.type,
            station_key=key_of(event.station) if event.station else None,
            recorded_at=event.recorded_at,
            event=event.to_dict(),
            expires_epoch_s=int(expires.timestamp()),
        )
        try:
            item.save(EventItem.id.does_not_exist())
        except PutError as error:
            if not is_condition_failure(error):
                raise

    def get(self, event_id: str) -> Event | None:
        if not is_key(event_id):
            return None
        try:
            return event_of(EventItem.get(event_id, consistent_read=True))
        except EventItem.DoesNotExist:
            return None

    def page(self, wanted: EventFilter, limit: int, cursor: str | None) -> Page[Event]:
        results = _query(wanted, limit, decode_cursor(cursor))
        page = read_index_page(EventItem, results, lambda row: row.id, event_of)
        return Page([event for event in page.items if _matches(event, wanted)], page.next_cursor)


def event_of(item: EventItem) -> Event:
    return Event.from_dict(item.event)


def _query(wanted: EventFilter, limit: int, last_key: dict[str, Any] | None) -> Any:
    options: dict[str, Any] = {
        "scan_index_forward": wanted.oldest_first,
        "limit": limit,
        "last_evaluated_key": last_key,
    }
    between = None
    if wanted.recorded_from or wanted.recorded_to:
        between = at_times(EventItem.recorded_at, wanted.recorded_from, wanted.recorded_to)
    if wanted.station_key:
        return EventItem.by_station.query(wanted.station_key, between, **options)
    if len(wanted.types) == 1 and wanted.types[0] in events.TYPES:
        return EventItem.by_type.query(wanted.types[0], between, **options)
    return EventItem.by_time.query(_COLLECTION, between, **options)


def _matches(event: Event, wanted: EventFilter) -> bool:
    return not wanted.types or events.matches(wanted.types, event.type)
