"""Outages in DynamoDB."""

from csms.adapters.dynamodb.models import OutageItem
from csms.adapters.dynamodb.paging import decode_cursor, read_index_page
from csms.application.ports import Page
from csms.domain.outages import Exclusion, Outage, OutageKind

# A station has a few connectors: what lasts is among the newest, unless it has lasted through so many others.
_NEWEST = 100


class DynamoOutages:
    def get(self, station_key: str, outage_id: str) -> Outage | None:
        try:
            return _outage(OutageItem.get(station_key, outage_id, consistent_read=True))
        except OutageItem.DoesNotExist:
            return None

    def open(self, station_key: str) -> list[Outage]:
        newest = OutageItem.query(station_key, scan_index_forward=False, limit=_NEWEST, consistent_read=True)
        return [outage for item in newest if (outage := _outage(item)).ended_at is None]

    def between(self, station_key: str, began_from: str, began_to: str) -> list[Outage]:
        return [_outage(item) for item in OutageItem.query(station_key, OutageItem.id.between(began_from, began_to))]

    def page(self, limit: int, cursor: str | None) -> Page[Outage]:
        results = OutageItem.by_beginning.query(
            "outage", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(OutageItem, results, lambda row: (row.station_key, row.id), _outage)

    def save(self, outage: Outage) -> None:
        members = {name: value for name, value in outage.__dict__.items() if name != "station_key"}
        OutageItem(outage.station_key, outage.id, **members).save()


def _outage(item: OutageItem) -> Outage:
    return Outage(
        station_key=item.station_key,
        evse=int(item.evse),
        connector=int(item.connector),
        kind=OutageKind(item.kind),
        began_at=item.began_at,
        ended_at=item.ended_at,
        error_code=item.error_code,
        excluded=Exclusion(item.excluded) if item.excluded else None,
        site_id=item.site_id,
    )
