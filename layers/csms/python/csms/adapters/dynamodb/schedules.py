"""Booked schedules in DynamoDB, a site's together."""

from csms.adapters.dynamodb.models import ScheduleItem
from csms.adapters.dynamodb.paging import decode_cursor, read_index_page
from csms.application.ports import Page
from csms.domain.schedules import Recurrence, Schedule


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
        members = {**schedule.__dict__, "recurrence": schedule.recurrence.value}
        ScheduleItem(**{**members, "weekdays": list(schedule.weekdays) or None}).save()

    def remove(self, site_id: str, schedule_id: str) -> None:
        ScheduleItem(site_id, schedule_id).delete()


def _schedule(item: ScheduleItem) -> Schedule:
    return Schedule(
        id=item.id,
        site_id=item.site_id,
        name=item.name,
        created_at=item.created_at,
        limit_a=float(item.limit_a),
        recurrence=Recurrence(item.recurrence),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        weekdays=tuple(item.weekdays or ()),
        start_time=item.start_time,
        end_time=item.end_time,
    )
