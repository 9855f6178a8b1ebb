"""Outages, by station."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from csms.adapters.dynamodb.models.table import Table


class OutageItem(Table):
    """Ids begin with the time at which the outage began."""

    class Meta:
        suffix = "outages"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    evse = NumberAttribute()
    connector = NumberAttribute()
    kind = UnicodeAttribute()
    began_at = UnicodeAttribute()
    ended_at = UnicodeAttribute(null=True)
    error_code = UnicodeAttribute(null=True)
    excluded = UnicodeAttribute(null=True)
