"""Outages, by station."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import KeysOnly, Table


class OutagesByBeginning(GlobalSecondaryIndex["OutageItem"]):
    class Meta(KeysOnly):
        index_name = "by_beginning"

    collection = UnicodeAttribute(hash_key=True)
    began_at = UnicodeAttribute(range_key=True)


class OutageItem(Table):
    """Ids begin with the time at which the outage began."""

    class Meta:
        suffix = "outages"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    collection = UnicodeAttribute(default="outage")
    site_id = UnicodeAttribute(null=True)
    evse = NumberAttribute()
    connector = NumberAttribute()
    kind = UnicodeAttribute()
    began_at = UnicodeAttribute()
    ended_at = UnicodeAttribute(null=True)
    error_code = UnicodeAttribute(null=True)
    excluded = UnicodeAttribute(null=True)
    by_beginning = OutagesByBeginning()
