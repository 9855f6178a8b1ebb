"""Comparisons of composite schedules in DynamoDB, as long as the commands that asked for them."""

from datetime import timedelta

from csms.adapters.dynamodb.models import CompositeCheckItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_page
from csms.adapters.dynamodb.transact import ALONG
from csms.application.ports import Page, PreparedWrite
from csms.domain import clock
from csms.domain.composite_checks import CompositeCheck


class DynamoCompositeChecks:
    def __init__(self, retention_days: int) -> None:
        self._retention = timedelta(days=retention_days)

    def get(self, station_key: str, message_id: str) -> CompositeCheck | None:
        if not (is_key(station_key) and is_key(message_id)):
            return None
        try:
            return _check(CompositeCheckItem.get(station_key, message_id, consistent_read=True))
        except CompositeCheckItem.DoesNotExist:
            return None

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[CompositeCheck]:
        results = CompositeCheckItem.query(
            station_key,
            limit=limit,
            last_evaluated_key=decode_cursor(cursor),
            scan_index_forward=False,
            consistent_read=True,
        )
        return read_page(results, _check)

    def prepared_save(self, station_key: str, check: CompositeCheck) -> PreparedWrite:
        expires = clock.parse_stored(check.checked_at) + self._retention
        item = CompositeCheckItem(
            station_key, check.message_id, check=pack(check.to_dict()), expires_epoch_s=int(expires.timestamp())
        )
        return lambda write: write.put(ALONG, item)


def _check(item: CompositeCheckItem) -> CompositeCheck:
    return CompositeCheck.from_dict(unpack(item.check))
