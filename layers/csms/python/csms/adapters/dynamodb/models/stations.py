"""Stations, their connections, their events, and who was not let in."""

from typing import Any

from pynamodb.attributes import (
    Attribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex

from csms.adapters.dynamodb.models.table import STREAMED, Expiring, KeysOnly, Table
from csms.domain.currents import MIN_CURRENT_A, STEP_A


class StationsByCreation(GlobalSecondaryIndex["StationItem"]):
    class Meta(KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class StationsBySite(GlobalSecondaryIndex["StationItem"]):
    class Meta(KeysOnly):
        index_name = "by_site"

    site_id = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class StationsByCertificate(GlobalSecondaryIndex["StationItem"]):
    """Sparse: whose a certificate's name is."""

    class Meta(KeysOnly):
        index_name = "by_certificate"

    certificate_key = UnicodeAttribute(hash_key=True)


class StationItem(Table):
    class Meta:
        suffix = "stations"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    key = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="station")
    created_at = UnicodeAttribute()
    identity = UnicodeAttribute()
    password_hash = UnicodeAttribute(null=True)
    security_profile = NumberAttribute(default=1)
    site_id = UnicodeAttribute(null=True)
    node_id = UnicodeAttribute(null=True)
    registration = UnicodeAttribute()
    evse_max_current_a = NumberAttribute(default=32)
    evse_min_current_a = NumberAttribute(default=MIN_CURRENT_A)
    evse_current_step_a = NumberAttribute(default=STEP_A)
    epoch = NumberAttribute(default=0)
    connection_id = UnicodeAttribute(null=True)
    ocpp_version = UnicodeAttribute(null=True)
    last_seen = UnicodeAttribute(null=True)
    silent_since = UnicodeAttribute(null=True)
    boot: MapAttribute[str, Any] = MapAttribute(null=True)
    booted_at = UnicodeAttribute(null=True)
    connectors: MapAttribute[str, Any] = MapAttribute(default=dict)
    open_transactions: MapAttribute[str, Any] = MapAttribute(default=dict)
    # By EVSE: what its meter showed at the last stop, and when (`at`, `register_wh`).
    last_registers: MapAttribute[str, Any] = MapAttribute(default=dict)
    last_transaction_number = NumberAttribute(default=0)
    last_reservation_number = NumberAttribute(null=True)
    # Ids of reservations: all that are open, and for a while some that are not.
    open_reservations = UnicodeSetAttribute(null=True)
    in_flight: MapAttribute[str, Any] = MapAttribute(null=True)
    queued_commands = NumberAttribute(default=0)
    deviations: MapAttribute[str, Any] = MapAttribute(default=dict)
    recent_logins: Attribute[Any] = JSONAttribute(null=True)
    pending_password: MapAttribute[str, Any] = MapAttribute(null=True)
    certificate_cn = UnicodeAttribute(null=True)
    # `certificate_cn` as it compares.
    certificate_key = UnicodeAttribute(null=True)
    next_certificate_cn = UnicodeAttribute(null=True)
    goal: Attribute[Any] = JSONAttribute(null=True)
    external_limits: Attribute[Any] = JSONAttribute(null=True)
    by_creation = StationsByCreation()
    by_site = StationsBySite()
    by_certificate = StationsByCertificate()


class ConnectionItem(Table):
    """All that a frame has to know, in one read.

    One that is over stays, marked, until its time to live ends: a frame that came before the end may be read after it.
    """

    class Meta:
        suffix = "connections"
        billing_mode = "PAY_PER_REQUEST"

    connection_id = UnicodeAttribute(hash_key=True)
    station_key = UnicodeAttribute()
    identity = UnicodeAttribute()
    ocpp_version = UnicodeAttribute()
    registration = UnicodeAttribute()
    booted = BooleanAttribute(default=False)
    epoch = NumberAttribute()
    site_id = UnicodeAttribute(null=True)
    certificate_cn = UnicodeAttribute(null=True)
    connected_at = UnicodeAttribute()
    last_seen = UnicodeAttribute()
    superseded_at = UnicodeAttribute(null=True)
    told_offline = BooleanAttribute(null=True)
    expires_epoch_s = NumberAttribute()


class LoginFailureItem(Table):
    """Failed logins of a source, of a station, and of both, each in one window of time; also alarms raised in it."""

    class Meta:
        suffix = "login-failures"
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    failures = NumberAttribute()
    expires_epoch_s = NumberAttribute()


class RefusedByTime(GlobalSecondaryIndex["RefusedConnectionItem"]):
    class Meta(KeysOnly):
        index_name = "by_refusal"

    collection = UnicodeAttribute(hash_key=True)
    last_refused_at = UnicodeAttribute(range_key=True)


class RefusedConnectionItem(Expiring):
    """The inbox: one item per identity that was not let in."""

    class Meta:
        suffix = "refused-connections"
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="refused")
    identity = UnicodeAttribute()
    first_refused_at = UnicodeAttribute()
    last_refused_at = UnicodeAttribute()
    last_reason = UnicodeAttribute()
    reasons: Attribute[Any] = JSONAttribute()
    source = UnicodeAttribute()
    subprotocols: ListAttribute[str] = ListAttribute()
    security_profile = NumberAttribute()
    credentials_sent = BooleanAttribute()
    password_hash = UnicodeAttribute(null=True)
    passwords_differ = BooleanAttribute()
    expires_epoch_s = NumberAttribute()
    by_refusal = RefusedByTime()


class StationEventItem(Expiring):
    """What a station reported beside transactions: events, reports, firmware and log progress, deviations."""

    class Meta:
        suffix = "station-events"
        billing_mode = "PAY_PER_REQUEST"
        stream_view_type = STREAMED

    station_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    type = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    payload: Attribute[Any] = JSONAttribute()
    frame = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute()
