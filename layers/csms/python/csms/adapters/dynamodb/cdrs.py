"""Charge detail records in DynamoDB: added, never changed."""

from typing import Any

from csms.adapters.dynamodb.models import CdrItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import at_times, decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import ALONG
from csms.application.ports import CdrFilter, Page, PreparedWrite
from csms.domain.cdrs import Cdr
from csms.domain.ids import key_of
from csms.domain.transactions import Transaction


class DynamoCdrs:
    def get(self, cdr_id: str) -> Cdr | None:
        if not is_key(cdr_id):
            return None
        try:
            return cdr_of(CdrItem.get(cdr_id, consistent_read=True))
        except CdrItem.DoesNotExist:
            return None

    def page(self, wanted: CdrFilter, limit: int, cursor: str | None) -> Page[Cdr]:
        results = _query(wanted, limit, decode_cursor(cursor))
        return read_index_page(CdrItem, results, lambda row: row.id, cdr_of)

    def prepared_add(self, record: Cdr, session: Transaction) -> PreparedWrite:
        item = CdrItem(
            record["id"],
            last_updated=record["last_updated"],
            session_id=session.id,
            site_id=session.site_id,
            station_key=session.station_key,
            token_key=key_of(session.token) if session.token else None,
            group_key=key_of(record["token_group"]) if record.get("token_group") else None,
            record=pack(record),
        )
        return lambda write: write.put(ALONG, item, CdrItem.id.does_not_exist())


def _query(wanted: CdrFilter, limit: int, last_key: dict[str, Any] | None) -> Any:
    options: dict[str, Any] = {"scan_index_forward": False, "limit": limit, "last_evaluated_key": last_key}
    between = at_times(CdrItem.last_updated, wanted.updated_from, wanted.updated_to)
    if wanted.token_key:
        return CdrItem.by_token.query(wanted.token_key, between, **options)
    if wanted.station_key:
        return CdrItem.by_station.query(wanted.station_key, between, **options)
    if wanted.group_key:
        return CdrItem.by_group.query(wanted.group_key, between, **options)
    if wanted.site_id:
        return CdrItem.by_site.query(wanted.site_id, between, **options)
    return CdrItem.by_update.query("cdr", between, **options)


def cdr_of(item: CdrItem) -> Cdr:
    record: Cdr = unpack(item.record)
    return record
