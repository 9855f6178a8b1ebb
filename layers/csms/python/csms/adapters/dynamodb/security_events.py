"""Security events in DynamoDB."""

from datetime import timedelta
from typing import Any

from csms.adapters.dynamodb.models import SecurityEventItem
from csms.adapters.dynamodb.paging import at_times, decode_cursor, read_index_page
from csms.application.ports import Page, SecurityEventFilter
from csms.domain import clock
from csms.domain.security_events import SecurityEvent

_COLLECTION = "security-event"


class DynamoSecurityEvents:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def add(self, event: SecurityEvent) -> None:
        members = {**event.__dict__, "critical_since": event.occurred_at if event.critical else None}
        members.pop("critical")
        expires = clock.parse_stored(event.received_at) + self._retention
        SecurityEventItem(**members, type_key=_type_key(event.type), expires_epoch_s=int(expires.timestamp())).save()

    def page(self, wanted: SecurityEventFilter, limit: int, cursor: str | None) -> Page[SecurityEvent]:
        results = _query(wanted, limit, decode_cursor(cursor))
        page = read_index_page(SecurityEventItem, results, lambda row: row.id, security_event_of)
        return Page([event for event in page.items if _matches(event, wanted)], page.next_cursor)


def _query(wanted: SecurityEventFilter, limit: int, last_key: dict[str, Any] | None) -> Any:
    options: dict[str, Any] = {"scan_index_forward": False, "limit": limit, "last_evaluated_key": last_key}
    at = SecurityEventItem.critical_since if _by_gravity(wanted) else SecurityEventItem.occurred_at
    between = None
    if wanted.occurred_from or wanted.occurred_to:
        between = at_times(at, wanted.occurred_from, wanted.occurred_to)
    if wanted.station_key:
        return SecurityEventItem.by_station.query(wanted.station_key, between, **options)
    if wanted.type:
        return SecurityEventItem.by_type.query(_type_key(wanted.type), between, **options)
    if _by_gravity(wanted):
        return SecurityEventItem.critical.query(_COLLECTION, between, **options)
    return SecurityEventItem.by_time.query(_COLLECTION, between, **options)


def _by_gravity(wanted: SecurityEventFilter) -> bool:
    return bool(wanted.critical) and not wanted.station_key and not wanted.type


def _matches(event: SecurityEvent, wanted: SecurityEventFilter) -> bool:
    if wanted.type and _type_key(wanted.type) != _type_key(event.type):
        return False
    return wanted.critical is None or wanted.critical == event.critical


def _type_key(type_: str) -> str:
    """DynamoDB takes no empty key, a station's report has what it has."""
    return type_.strip().casefold() or "-"


def security_event_of(item: SecurityEventItem) -> SecurityEvent:
    return SecurityEvent(
        id=item.id,
        station_key=item.station_key,
        identity=item.identity,
        type=item.type,
        occurred_at=item.occurred_at,
        received_at=item.received_at,
        critical=item.critical_since is not None,
        tech_info=item.tech_info,
    )
