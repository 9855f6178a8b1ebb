"""The inbox of unknown tokens in DynamoDB."""

from datetime import timedelta
from typing import Any

from csms.adapters.dynamodb.models import UnknownTokenItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.application.ports import Page
from csms.domain import clock
from csms.domain.ids import key_of
from csms.domain.unknown_tokens import Sighting, UnknownToken


class DynamoUnknownTokens:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, key: str) -> UnknownToken | None:
        if not is_key(key):
            return None
        try:
            return unknown_token_of(UnknownTokenItem.get(key, consistent_read=True))
        except UnknownTokenItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[UnknownToken]:
        results = UnknownTokenItem.by_sighting.query(
            "unknown", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(UnknownTokenItem, results, lambda row: row.key, unknown_token_of)

    def note(self, sighting: Sighting) -> None:
        key = key_of(sighting.token)
        if not is_key(key):
            return
        item, expires = UnknownTokenItem, clock.parse_stored(sighting.at) + self._retention
        optional: tuple[tuple[Any, Any], ...] = ((item.type, sighting.type), (item.last_evse, sighting.evse))
        item(key).update(
            [
                item.collection.set("unknown"),
                item.token.set(sighting.token),
                item.first_seen_at.set(item.first_seen_at | sighting.at),
                item.first_station.set(item.first_station | sighting.station),
                item.last_seen_at.set(sighting.at),
                item.last_station.set(sighting.station),
                item.sightings.add(1),
                item.expires_epoch_s.set(int(expires.timestamp())),
                *(a.remove() if value is None else a.set(value) for a, value in optional),
            ]
        )

    def remove(self, key: str) -> None:
        UnknownTokenItem(key).delete()


def unknown_token_of(item: UnknownTokenItem) -> UnknownToken:
    return UnknownToken(
        key=item.key,
        token=item.token,
        first_seen_at=item.first_seen_at,
        last_seen_at=item.last_seen_at,
        first_station=item.first_station,
        last_station=item.last_station,
        count=int(item.sightings),
        type=item.type,
        last_evse=None if item.last_evse is None else int(item.last_evse),
    )
