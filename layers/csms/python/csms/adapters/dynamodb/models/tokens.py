"""Tokens, and the lists of them that stations keep."""

from typing import TYPE_CHECKING, Any

from pynamodb.attributes import (
    Attribute,
    BinaryAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table

if TYPE_CHECKING:
    pass


class TokensByCreation(GlobalSecondaryIndex["TokenItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class TokensByGroup(GlobalSecondaryIndex["TokenItem"]):
    """Sparse: only tokens of a group."""

    class Meta(KeysOnly):
        index_name = "by_group"

    group_key = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class TokenItem(Table):
    class Meta:
        suffix = "tokens"
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="token")
    created_at = UnicodeAttribute()
    token = UnicodeAttribute()
    type = UnicodeAttribute()
    status = UnicodeAttribute()
    expires_at = UnicodeAttribute(null=True)
    group_id = UnicodeAttribute(null=True)
    group_key = UnicodeAttribute(null=True)
    stations = UnicodeSetAttribute(null=True)
    sites = UnicodeSetAttribute(null=True)
    max_open_transactions = NumberAttribute(null=True)
    open_transactions = UnicodeSetAttribute(null=True)
    goal: Attribute[Any] = JSONAttribute(null=True)
    by_creation = TokensByCreation()
    by_group = TokensByGroup()


class UnknownTokensBySighting(GlobalSecondaryIndex["UnknownTokenItem"]):
    class Meta(KeysOnly):
        index_name = "by_sighting"

    collection = UnicodeAttribute(hash_key=True)
    last_seen_at = UnicodeAttribute(range_key=True)


class UnknownTokenItem(Expiring):
    """The inbox of tokens: one item per token that a station has shown and nobody knows."""

    class Meta:
        suffix = "unknown-tokens"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    key = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="unknown")
    token = UnicodeAttribute()
    type = UnicodeAttribute(null=True)
    first_seen_at = UnicodeAttribute()
    last_seen_at = UnicodeAttribute()
    first_station = UnicodeAttribute()
    last_station = UnicodeAttribute()
    last_evse = NumberAttribute(null=True)
    sightings = NumberAttribute()
    expires_epoch_s = NumberAttribute()
    by_sighting = UnknownTokensBySighting()


class LocalListItem(Table):
    """Per station `state`, small and changed by every message of a sync, and `entries`, large and changed once.

    Under no station's name: when tokens have changed, for the sites that are kept in step.
    """

    class Meta:
        suffix = "local-lists"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    revision = NumberAttribute(null=True)
    state: Attribute[Any] = JSONAttribute(null=True)
    # JSON, compressed: see PlanItem.
    entries = BinaryAttribute(legacy_encoding=False, null=True)
    changed_at = UnicodeAttribute(null=True)
    walk_id = UnicodeAttribute(null=True)
    walk_wanted_at = UnicodeAttribute(null=True)
