"""Sites, what is booked for them and planned."""

from typing import Any

from pynamodb.attributes import (
    Attribute,
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table


class SitesByCreation(GlobalSecondaryIndex["SiteItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class SitesByPriceZone(GlobalSecondaryIndex["SiteItem"]):
    """Sparse: who buys in a price zone."""

    class Meta(KeysOnly):
        index_name = "by_price_zone"

    price_zone = UnicodeAttribute(hash_key=True)


class SiteItem(Table):
    class Meta:
        suffix = "sites"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="site")
    created_at = UnicodeAttribute()
    name = UnicodeAttribute()
    time_zone = UnicodeAttribute()
    limit_a = NumberAttribute(null=True)
    nodes: Attribute[Any] = JSONAttribute(null=True)
    fail_safe = BooleanAttribute(null=True)
    sync_local_lists = BooleanAttribute(null=True)
    show_running_cost = BooleanAttribute(null=True)
    location: Attribute[Any] = JSONAttribute(null=True)
    assumed_load_a = NumberAttribute(null=True)
    solar_raises_limit = BooleanAttribute(null=True)
    price_zone = UnicodeAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    strategy = UnicodeAttribute(null=True)
    demand_charge_per_kw = NumberAttribute(null=True)
    expected_peak_kw = NumberAttribute(null=True)
    energy_value_per_kwh = NumberAttribute(null=True)
    by_creation = SitesByCreation()
    by_price_zone = SitesByPriceZone()


class SchedulesByCreation(GlobalSecondaryIndex["ScheduleItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ScheduleItem(Expiring):
    class Meta:
        suffix = "schedules"
        billing_mode = "PAY_PER_REQUEST"

    site_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    collection = UnicodeAttribute(default="schedule")
    created_at = UnicodeAttribute()
    name = UnicodeAttribute()
    limit_a = NumberAttribute(null=True)
    price_per_kwh = UnicodeAttribute(null=True)
    priority = NumberAttribute(null=True)
    quiet_a = NumberAttribute(null=True)
    energy_wh = NumberAttribute(null=True)
    soc_percent = NumberAttribute(null=True)
    battery_wh = NumberAttribute(null=True)
    station = UnicodeAttribute(null=True)
    token = UnicodeAttribute(null=True)
    token_group = UnicodeAttribute(null=True)
    recurrence = UnicodeAttribute()
    starts_at = UnicodeAttribute(null=True)
    ends_at = UnicodeAttribute(null=True)
    weekdays: ListAttribute[str] = ListAttribute(null=True)
    start_time = UnicodeAttribute(null=True)
    end_time = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute(null=True)
    by_creation = SchedulesByCreation()


class PlanItem(Table):
    """The current plan of a site; only the planner writes it, one run at a time (`version`)."""

    class Meta:
        suffix = "plans"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    site_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    computed_at = UnicodeAttribute()
    # packed.py: each EVSE of a plan takes about 1 KB.
    plan = BinaryAttribute(legacy_encoding=False)
