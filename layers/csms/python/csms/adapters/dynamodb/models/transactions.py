"""Sessions and their evidence."""

from typing import Any

from pynamodb.attributes import (
    Attribute,
    BooleanAttribute,
    JSONAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table


class TransactionsByCreation(GlobalSecondaryIndex["TransactionItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class TransactionsByStation(GlobalSecondaryIndex["TransactionItem"]):
    class Meta(KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class TransactionsByToken(GlobalSecondaryIndex["TransactionItem"]):
    class Meta(KeysOnly):
        index_name = "by_token"

    token_key = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class TransactionsBySite(GlobalSecondaryIndex["TransactionItem"]):
    """Sparse: the site that the station belonged to when the transaction began."""

    class Meta(KeysOnly):
        index_name = "by_site"

    site_id = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class TransactionsByStopToken(GlobalSecondaryIndex["TransactionItem"]):
    """Sparse: only sessions that another token stopped than the one that started them."""

    class Meta(KeysOnly):
        index_name = "by_stop_token"

    stop_token_key = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class OpenTransactions(GlobalSecondaryIndex["TransactionItem"]):
    """Sparse: `open_since` leaves the item when the transaction ends."""

    class Meta(KeysOnly):
        index_name = "open"

    collection = UnicodeAttribute(hash_key=True)
    open_since = UnicodeAttribute(range_key=True)


class TransactionItem(Table):
    class Meta:
        suffix = "transactions"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="transaction")
    started_at = UnicodeAttribute()
    open_since = UnicodeAttribute(null=True)
    station_key = UnicodeAttribute()
    token_key = UnicodeAttribute(null=True)
    stop_token_key = UnicodeAttribute(null=True)
    site_id = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)
    state: Attribute[Any] = JSONAttribute()
    # Set without a read, by the MeterValues of 1.6: kept apart from `state`, merged on reading.
    latest_meter: MapAttribute[str, Any] = MapAttribute(null=True)
    # Goals, by whom they were set: apart from `state`, so that neither they nor a message wait for the other.
    operator_goal: Attribute[Any] = JSONAttribute(null=True)
    driver_goal: Attribute[Any] = JSONAttribute(null=True)
    late_readings = NumberAttribute(null=True)
    cost: Attribute[Any] = JSONAttribute(null=True)
    shows_cost = BooleanAttribute(null=True)
    ev_needs: Attribute[Any] = JSONAttribute(null=True)
    by_creation = TransactionsByCreation()
    by_station = TransactionsByStation()
    by_token = TransactionsByToken()
    by_stop_token = TransactionsByStopToken()
    by_site = TransactionsBySite()
    open = OpenTransactions()


class TransactionEventItem(Expiring):
    """The evidence of a transaction: every message that made it, once."""

    class Meta:
        suffix = "transaction-events"
        billing_mode = "PAY_PER_REQUEST"

    transaction_id = UnicodeAttribute(hash_key=True)
    event_key = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    received_at = UnicodeAttribute()
    seq_no = NumberAttribute(null=True)
    charging_state = UnicodeAttribute(null=True)
    samples: Attribute[Any] = JSONAttribute(null=True)
    payload: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()
