"""Reservations."""

from typing import Any

from pynamodb.attributes import Attribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, KeysOnly, Table


class ReservationsByCreation(GlobalSecondaryIndex["ReservationItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ReservationsByStation(GlobalSecondaryIndex["ReservationItem"]):
    class Meta(KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ReservationsByToken(GlobalSecondaryIndex["ReservationItem"]):
    class Meta(KeysOnly):
        index_name = "by_token"

    token_key = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class OpenReservations(GlobalSecondaryIndex["ReservationItem"]):
    """Sparse: `open_since` leaves the item when the reservation ends."""

    class Meta(KeysOnly):
        index_name = "open"

    collection = UnicodeAttribute(hash_key=True)
    open_since = UnicodeAttribute(range_key=True)


class ReservationItem(Table):
    class Meta:
        suffix = "reservations"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="reservation")
    created_at = UnicodeAttribute()
    open_since = UnicodeAttribute(null=True)
    station_key = UnicodeAttribute()
    token_key = UnicodeAttribute()
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()
    by_creation = ReservationsByCreation()
    by_station = ReservationsByStation()
    by_token = ReservationsByToken()
    open = OpenReservations()
