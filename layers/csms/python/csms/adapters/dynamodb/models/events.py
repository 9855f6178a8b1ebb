"""Events, kept to be published, asked for and told again."""

from typing import Any

from pynamodb.attributes import Attribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly


class EventsByTime(GlobalSecondaryIndex["EventItem"]):
    class Meta(KeysOnly):
        index_name = "by_time"

    collection = UnicodeAttribute(hash_key=True)
    recorded_at = UnicodeAttribute(range_key=True)


class EventsByStation(GlobalSecondaryIndex["EventItem"]):
    class Meta(KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    recorded_at = UnicodeAttribute(range_key=True)


class EventsByType(GlobalSecondaryIndex["EventItem"]):
    class Meta(KeysOnly):
        index_name = "by_type"

    type = UnicodeAttribute(hash_key=True)
    recorded_at = UnicodeAttribute(range_key=True)


class EventItem(Expiring):
    """The log is the outbox too: what is new in it goes to the bus and to webhooks."""

    class Meta:
        suffix = "events"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="event")
    type = UnicodeAttribute()
    station_key = UnicodeAttribute(null=True)
    recorded_at = UnicodeAttribute()
    event: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()
    by_time = EventsByTime()
    by_station = EventsByStation()
    by_type = EventsByType()
