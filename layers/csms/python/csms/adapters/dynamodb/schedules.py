"""Booked schedules in DynamoDB, a site's together."""

from decimal import Decimal
from typing import Any

from csms.adapters.dynamodb.models import ScheduleItem
from csms.adapters.dynamodb.paging import decode_cursor, read_index_page
from csms.application.ports import Page
from csms.domain import clock
from csms.domain.retention import SCHEDULES
from csms.domain.schedules import SCOPES, Recurrence, Schedule

_NUMBERS = ("limit_a", "priority", "quiet_a", "energy_wh", "soc_percent", "battery_wh")
_TEXTS = ("id", "site_id", "name", "created_at", "starts_at", "ends_at", "start_time", "end_time")


class DynamoSchedules:
    def get(self, site_id: str, schedule_id: str) -> Schedule | None:
        try:
            return _schedule(ScheduleItem.get(site_id, schedule_id, consistent_read=True))
        except ScheduleItem.DoesNotExist:
            return None

    def of_site(self, site_id: str) -> list[Schedule]:
        return [_schedule(item) for item in ScheduleItem.query(site_id, consistent_read=True)]

    def page(self, limit: int, cursor: str | None) -> Page[Schedule]:
        results = ScheduleItem.by_creation.query(
            "schedule", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(ScheduleItem, results, lambda row: (row.site_id, row.id), _schedule)

    def save(self, schedule: Schedule) -> None:
        price = schedule.price_per_kwh
        stored = {
            "recurrence": schedule.recurrence.value,
            "weekdays": list(schedule.weekdays) or None,
            "price_per_kwh": None if price is None else str(price),
            "expires_epoch_s": _expiry(schedule),
        }
        ScheduleItem(**{**schedule.__dict__, **stored}).save()

    def remove(self, site_id: str, schedule_id: str) -> None:
        ScheduleItem(site_id, schedule_id).delete()


def _expiry(schedule: Schedule) -> int | None:
    """One that is over is of no use to any plan, and every plan reads them all."""
    if schedule.recurrence is not Recurrence.ONCE or schedule.ends_at is None:
        return None
    return int((clock.parse_stored(schedule.ends_at) + SCHEDULES).timestamp())


def _schedule(item: ScheduleItem) -> Schedule:
    members: dict[str, Any] = {name: getattr(item, name) for name in (*_TEXTS, *SCOPES)}
    members |= {name: _number(getattr(item, name)) for name in _NUMBERS}
    return Schedule(
        **members,
        recurrence=Recurrence(item.recurrence),
        weekdays=tuple(item.weekdays or ()),
        price_per_kwh=None if item.price_per_kwh is None else Decimal(item.price_per_kwh),
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
