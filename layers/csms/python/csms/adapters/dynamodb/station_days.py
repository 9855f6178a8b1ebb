"""What stations did by day in DynamoDB."""

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import StationDayItem
from csms.adapters.dynamodb.paging import decode_cursor, read_index_page
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.application.ports import Page
from csms.domain.errors import ConcurrentChangeError
from csms.domain.station_days import StationDay


class DynamoStationDays:
    def get(self, station_key: str, day: str) -> StationDay:
        try:
            return _day(StationDayItem.get(station_key, day, consistent_read=True))
        except StationDayItem.DoesNotExist:
            return StationDay(station_key, day)

    def between(self, station_key: str, first: str, last: str) -> list[StationDay]:
        return [_day(item) for item in StationDayItem.query(station_key, StationDayItem.day.between(first, last))]

    def page(self, limit: int, cursor: str | None) -> Page[StationDay]:
        results = StationDayItem.by_day.query(
            "station-day", scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        return read_index_page(StationDayItem, results, lambda row: (row.station_key, row.day), _day)

    def save(self, day: StationDay) -> None:
        item = StationDayItem(
            day.station_key,
            day.day,
            version=day.version + 1,
            site_id=day.site_id,
            boots=set(day.boots) or None,
            deviations=dict(day.deviations),
            sequence=str(day.sequence),
        )
        unchanged = StationDayItem.version == day.version if day.version else StationDayItem.day.does_not_exist()
        try:
            item.save(unchanged)
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError("the day of the station has changed meanwhile") from error
            raise


def _day(item: StationDayItem) -> StationDay:
    return StationDay(
        station_key=item.station_key,
        day=item.day,
        site_id=item.site_id,
        boots=tuple(sorted(item.boots or ())),
        deviations={name: int(count) for name, count in item.deviations.as_dict().items()},
        sequence=int(item.sequence),
        version=int(item.version),
    )
