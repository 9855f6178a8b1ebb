"""Price zones and their series in DynamoDB, a UTC day per item."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from pynamodb.exceptions import UpdateError

from csms.adapters.dynamodb.models import PriceDayItem, PriceZoneItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import (
    ConditionFailedError,
    Transaction,
    is_condition_failure,
    set_or_remove,
    update_where,
)
from csms.application.ports import Page
from csms.domain import clock, prices
from csms.domain.errors import ConcurrentChangeError
from csms.domain.price_zones import PastFetch, PriceZone, ProviderName
from csms.domain.prices import PriceDay, PricePoint

MAX_ERROR = 1000


class DynamoPriceZones:
    def get(self, zone: str) -> PriceZone | None:
        if not is_key(zone):
            return None
        try:
            return _zone(PriceZoneItem.get(zone, consistent_read=True))
        except PriceZoneItem.DoesNotExist:
            return None

    def page(self, limit: int, cursor: str | None) -> Page[PriceZone]:
        results = PriceZoneItem.by_creation.query(
            "zone", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(PriceZoneItem, results, lambda row: row.id, _zone)

    def save(self, zone: PriceZone) -> None:
        _zone_item(zone).save()

    def note_fetch(self, zone: str, at: str, error: str | None) -> None:
        note = PriceZoneItem.fetch_error
        noted = note.remove() if error is None else note.set(error[:MAX_ERROR])
        actions: list[Any] = [PriceZoneItem.fetched_at.set(at), noted]
        try:
            PriceZoneItem(zone).update(actions, PriceZoneItem.id.exists())
        except UpdateError as failed:
            if not is_condition_failure(failed):
                raise

    def note_past_fetch(self, zone: str, fetch: PastFetch, before: str | None) -> bool:
        past = PriceZoneItem.past_fetch
        known: Any = PriceZoneItem.id.exists()
        if before is not None:
            known = known & (PriceZoneItem.past_day == before)
        actions = [past.set(asdict(fetch)), set_or_remove(PriceZoneItem.past_day, fetch.next)]
        return update_where(PriceZoneItem(zone), actions, known)

    def remove(self, zone: str) -> None:
        PriceZoneItem(zone).delete()


class DynamoPrices:
    def between(self, zone: str, start: datetime, until: datetime) -> tuple[PricePoint, ...]:
        days = prices.days_between(start, until)
        if not days:
            return ()
        span = PriceDayItem.day.between(days[0].isoformat(), days[-1].isoformat())
        items = PriceDayItem.query(zone, span, consistent_read=True)
        return prices.clipped((point for item in items for point in _day(item).points), start, until)

    def days(self, zone: str, days: Iterable[date]) -> list[PriceDay]:
        empty = {day: PriceDay(zone, day) for day in days}
        keys = [(zone, day.isoformat()) for day in empty]
        stored = (_day(item) for item in PriceDayItem.batch_get(keys, consistent_read=True))
        return list((empty | {day.day: day for day in stored}).values())

    def remove(self, zone: str) -> None:
        keys = PriceDayItem.query(zone, attributes_to_get=["zone", "day"])
        with PriceDayItem.batch_write() as batch:
            for item in keys:
                batch.delete(item)

    def save(self, days: Sequence[PriceDay], new_zone: PriceZone | None) -> None:
        write = Transaction()
        for day in days:
            unchanged = PriceDayItem.version == day.version if day.version else PriceDayItem.zone.does_not_exist()
            write.put("day", _item(day), unchanged)
        if new_zone is not None:
            write.put("zone", _zone_item(new_zone), PriceZoneItem.id.does_not_exist())
        try:
            write.commit()
        except ConditionFailedError as failed:
            raise ConcurrentChangeError("the prices have changed meanwhile") from failed


def _zone_item(zone: PriceZone) -> PriceZoneItem:
    fetch = zone.past_fetch
    members = zone.__dict__ | {"past_fetch": asdict(fetch) if fetch else None}
    return PriceZoneItem(**members, past_day=fetch.next if fetch else None)


def _zone(item: PriceZoneItem) -> PriceZone:
    return PriceZone(
        id=item.id,
        currency=item.currency,
        created_at=item.created_at,
        time_zone=item.time_zone,
        provider=ProviderName(item.provider) if item.provider else None,
        area=item.area,
        fetched_at=item.fetched_at,
        fetch_error=item.fetch_error,
        past_fetch=_past_fetch(item.past_fetch) if item.past_fetch else None,
    )


def _past_fetch(members: dict[str, Any]) -> PastFetch:
    return PastFetch(**{**members, "without_prices": tuple(members["without_prices"])})


def _item(day: PriceDay) -> PriceDayItem:
    points = [
        (clock.to_text(p.start), clock.to_text(p.end), format(p.price_per_kwh, "f"), p.currency) for p in day.points
    ]
    return PriceDayItem(day.zone, day.day.isoformat(), version=day.version + 1, points=pack(points))


def _day(item: PriceDayItem) -> PriceDay:
    points = tuple(
        PricePoint(_moment(start), _moment(end), Decimal(price), currency)
        for start, end, price, currency in unpack(item.points)
    )
    return PriceDay(item.zone, date.fromisoformat(item.day), points, int(item.version))


def _moment(text: str) -> datetime:
    return clock.parse_stored(text).astimezone(UTC)
