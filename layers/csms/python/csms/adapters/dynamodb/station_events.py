"""What stations report beside transactions, in DynamoDB."""

from datetime import timedelta

from csms.adapters.dynamodb.models import StationEventItem
from csms.adapters.dynamodb.paging import decode_cursor, read_page
from csms.application.ports import Page, StationEvent
from csms.domain import clock


class DynamoStationEvents:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def add(self, station_key: str, event: StationEvent) -> None:
        expires = clock.parse_stored(event.occurred_at) + self._retention
        StationEventItem(
            station_key,
            event.id,
            type=event.type,
            occurred_at=event.occurred_at,
            payload=event.payload,
            frame=event.frame,
            expires_epoch_s=int(expires.timestamp()),
        ).save()

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[StationEvent]:
        results = StationEventItem.query(
            station_key, limit=limit, last_evaluated_key=decode_cursor(cursor), scan_index_forward=False
        )
        return read_page(results, station_event_of)


def station_event_of(item: StationEventItem) -> StationEvent:
    return StationEvent(item.id, item.type, item.occurred_at, item.payload, item.frame)
