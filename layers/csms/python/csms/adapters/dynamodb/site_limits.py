"""What limited sites in DynamoDB, a site's UTC day per item."""

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb.models import LimitDayItem
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import is_condition_failure
from csms.domain.errors import ConcurrentChangeError
from csms.domain.site_limits import LimitDay, LimitParts


class DynamoSiteLimits:
    def day(self, site_id: str, day: str) -> LimitDay:
        try:
            return _day(LimitDayItem.get(site_id, day, consistent_read=True))
        except LimitDayItem.DoesNotExist:
            return LimitDay(site_id, day)

    def before(self, site_id: str, day: str) -> LimitDay | None:
        newest = LimitDayItem.query(site_id, LimitDayItem.day < day, scan_index_forward=False, limit=1)
        return next((_day(item) for item in newest), None)

    def between(self, site_id: str, first: str, last: str) -> list[LimitDay]:
        return [_day(item) for item in LimitDayItem.query(site_id, LimitDayItem.day.between(first, last))]

    def save(self, day: LimitDay) -> None:
        changes = pack([[at_s, *parts.to_list()] for at_s, parts in day.changes])
        unchanged = LimitDayItem.version == day.version if day.version else LimitDayItem.site_id.does_not_exist()
        try:
            LimitDayItem(day.site_id, day.day, version=day.version + 1, changes=changes).save(unchanged)
        except PutError as error:
            if is_condition_failure(error):
                raise ConcurrentChangeError("the limits of the day have changed meanwhile") from error
            raise


def _day(item: LimitDayItem) -> LimitDay:
    changes = tuple((at_s, LimitParts.from_list(parts)) for at_s, *parts in unpack(item.changes))
    return LimitDay(item.site_id, item.day, changes, int(item.version))
