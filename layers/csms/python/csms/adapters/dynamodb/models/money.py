"""Prices of electricity, tariffs, bills."""

from typing import Any

from pynamodb.attributes import Attribute, BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, KeysOnly, Table


class PriceZonesByCreation(GlobalSecondaryIndex["PriceZoneItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class PriceZoneItem(Table):
    class Meta:
        suffix = "price-zones"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="zone")
    created_at = UnicodeAttribute()
    currency = UnicodeAttribute()
    time_zone = UnicodeAttribute()
    provider = UnicodeAttribute(null=True)
    area = UnicodeAttribute(null=True)
    fetched_at = UnicodeAttribute(null=True)
    fetch_error = UnicodeAttribute(null=True)
    past_fetch: Attribute[Any] = JSONAttribute(null=True)
    # `next` of it, for conditions.
    past_day = UnicodeAttribute(null=True)
    by_creation = PriceZonesByCreation()


class PriceDayItem(Table):
    """The prices of a zone on one UTC day."""

    class Meta:
        suffix = "prices"
        billing_mode = "PAY_PER_REQUEST"

    zone = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    # packed.py: [start, end, price per kWh, currency] for each point.
    points = BinaryAttribute(legacy_encoding=False)


class TariffsByCreation(GlobalSecondaryIndex["TariffItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class TariffsByScope(GlobalSecondaryIndex["TariffItem"]):
    class Meta(KeysOnly):
        index_name = "by_scope"

    scope = UnicodeAttribute(hash_key=True)


class TariffItem(Table):
    """A tariff with all its terms: what has begun is never changed."""

    class Meta:
        suffix = "tariffs"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="tariff")
    created_at = UnicodeAttribute()
    name = UnicodeAttribute()
    scope = UnicodeAttribute()
    version = NumberAttribute()
    terms = BinaryAttribute(legacy_encoding=False)
    by_creation = TariffsByCreation()
    by_scope = TariffsByScope()


class CdrsByUpdate(GlobalSecondaryIndex["CdrItem"]):
    class Meta(KeysOnly):
        index_name = "by_update"

    collection = UnicodeAttribute(hash_key=True)
    last_updated = UnicodeAttribute(range_key=True)


class CdrsBySite(GlobalSecondaryIndex["CdrItem"]):
    class Meta(KeysOnly):
        index_name = "by_site"

    site_id = UnicodeAttribute(hash_key=True)
    last_updated = UnicodeAttribute(range_key=True)


class CdrsByToken(GlobalSecondaryIndex["CdrItem"]):
    class Meta(KeysOnly):
        index_name = "by_token"

    token_key = UnicodeAttribute(hash_key=True)
    last_updated = UnicodeAttribute(range_key=True)


class CdrsByStation(GlobalSecondaryIndex["CdrItem"]):
    class Meta(KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    last_updated = UnicodeAttribute(range_key=True)


class CdrsByGroup(GlobalSecondaryIndex["CdrItem"]):
    class Meta(KeysOnly):
        index_name = "by_group"

    group_key = UnicodeAttribute(hash_key=True)
    last_updated = UnicodeAttribute(range_key=True)


class CdrItem(Table):
    """A charge detail record; nothing changes it."""

    class Meta:
        suffix = "cdrs"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="cdr")
    last_updated = UnicodeAttribute()
    session_id = UnicodeAttribute()
    site_id = UnicodeAttribute(null=True)
    station_key = UnicodeAttribute(null=True)
    token_key = UnicodeAttribute(null=True)
    group_key = UnicodeAttribute(null=True)
    record = BinaryAttribute(legacy_encoding=False)
    by_update = CdrsByUpdate()
    by_station = CdrsByStation()
    by_group = CdrsByGroup()
    by_site = CdrsBySite()
    by_token = CdrsByToken()
