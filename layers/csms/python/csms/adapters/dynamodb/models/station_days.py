"""What stations did by day, beside charging."""

from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import KeysOnly, Table


class StationDaysByDay(GlobalSecondaryIndex["StationDayItem"]):
    class Meta(KeysOnly):
        index_name = "by_day"

    collection = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)


class StationDayItem(Table):
    """A UTC day of a station with a boot or a deviation."""

    class Meta:
        suffix = "station-days"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    collection = UnicodeAttribute(default="station-day")
    version = NumberAttribute()
    site_id = UnicodeAttribute(null=True)
    boots = UnicodeSetAttribute(null=True)
    deviations: MapAttribute[str, Any] = MapAttribute(default=dict)
    # Of a stream's record: 21 digits and more, which a number does not hold exactly.
    sequence = UnicodeAttribute()
    by_day = StationDaysByDay()
