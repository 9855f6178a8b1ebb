"""Building load and solar power in DynamoDB, a site's UTC day per item."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import LoadDayItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain.errors import ConcurrentChangeError
from csms.domain.loads import KEPT, LoadDay, Reading, Readings

_MS = timedelta(milliseconds=1)


class DynamoLoads:
    def days(self, site_id: str, days: Iterable[date]) -> list[LoadDay]:
        empty = {day: LoadDay(site_id, day) for day in days}
        keys = [(site_id, day.isoformat()) for day in empty]
        stored = (_day(item) for item in LoadDayItem.batch_get(keys, consistent_read=True))
        return list((empty | {day.day: day for day in stored}).values())

    def save(self, day: LoadDay) -> None:
        unchanged = LoadDayItem.version == day.version if day.version else LoadDayItem.site_id.does_not_exist()
        try:
            _item(day).save(unchanged)
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError("the load has changed meanwhile") from error
            raise


def _item(day: LoadDay) -> LoadDayItem:
    midnight = _midnight(day.day)
    return LoadDayItem(
        day.site_id,
        day.day.isoformat(),
        version=day.version + 1,
        measured=pack(_rows(day.measured, midnight)),
        forecast=pack(_rows(day.forecast, midnight)),
        expires_epoch_s=int((midnight + KEPT).timestamp()),
    )


def _rows(readings: Readings, midnight: datetime) -> list[tuple[float, ...]]:
    return [((one.at - midnight) // _MS, one.load_a, one.load_w, one.solar_w) for one in readings]


def _day(item: LoadDayItem) -> LoadDay:
    day = date.fromisoformat(item.day)
    midnight = _midnight(day)
    measured, forecast = (
        tuple(Reading(midnight + ms * _MS, *map(float, values)) for ms, *values in unpack(packed))
        for packed in (item.measured, item.forecast)
    )
    return LoadDay(item.site_id, day, measured, forecast, int(item.version))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
