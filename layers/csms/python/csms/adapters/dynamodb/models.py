"""The tables, one per aggregate. infra/data.py derives the CloudFormation tables from these models.

Indexes hold keys only: a write that changes no indexed attribute costs the base table alone, and what an
index finds is read from the base table, consistently. `collection` is the constant hash key of a
newest-first listing; it is written once, when the item is made.
"""

from typing import Any

from pynamodb.attributes import (
    Attribute,
    BinaryAttribute,
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model

TIME_TO_LIVE = "expires_epoch_s"


class _KeysOnly:
    projection = KeysOnlyProjection()
    billing_mode = "PAY_PER_REQUEST"


class Table(Model):
    """What all tables share; `bind` gives them their names before the first use."""

    @classmethod
    def bind(cls, prefix: str, region: str) -> None:
        cls.Meta.table_name = f"{prefix}-{cls.Meta.suffix}"  # type: ignore[attr-defined]
        cls.Meta.region = region


class StationsByCreation(GlobalSecondaryIndex["StationItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class StationsBySite(GlobalSecondaryIndex["StationItem"]):
    class Meta(_KeysOnly):
        index_name = "by_site"

    site_id = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class StationsByCertificate(GlobalSecondaryIndex["StationItem"]):
    """Sparse: whose a certificate's name is."""

    class Meta(_KeysOnly):
        index_name = "by_certificate"

    certificate_key = UnicodeAttribute(hash_key=True)


class StationItem(Table):
    class Meta:
        suffix = "stations"
        billing_mode = "PAY_PER_REQUEST"

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
    epoch = NumberAttribute(default=0)
    connection_id = UnicodeAttribute(null=True)
    ocpp_version = UnicodeAttribute(null=True)
    last_seen = UnicodeAttribute(null=True)
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
    class Meta(_KeysOnly):
        index_name = "by_refusal"

    collection = UnicodeAttribute(hash_key=True)
    last_refused_at = UnicodeAttribute(range_key=True)


class RefusedConnectionItem(Table):
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


class TokensByCreation(GlobalSecondaryIndex["TokenItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class TokensByGroup(GlobalSecondaryIndex["TokenItem"]):
    """Sparse: only tokens of a group."""

    class Meta(_KeysOnly):
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
    by_creation = TokensByCreation()
    by_group = TokensByGroup()


class UnknownTokensBySighting(GlobalSecondaryIndex["UnknownTokenItem"]):
    class Meta(_KeysOnly):
        index_name = "by_sighting"

    collection = UnicodeAttribute(hash_key=True)
    last_seen_at = UnicodeAttribute(range_key=True)


class UnknownTokenItem(Table):
    """The inbox of tokens: one item per token that a station has shown and nobody knows."""

    class Meta:
        suffix = "unknown-tokens"
        billing_mode = "PAY_PER_REQUEST"

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


class ReservationsByCreation(GlobalSecondaryIndex["ReservationItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ReservationsByStation(GlobalSecondaryIndex["ReservationItem"]):
    class Meta(_KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class OpenReservations(GlobalSecondaryIndex["ReservationItem"]):
    """Sparse: `open_since` leaves the item when the reservation ends."""

    class Meta(_KeysOnly):
        index_name = "open"

    collection = UnicodeAttribute(hash_key=True)
    open_since = UnicodeAttribute(range_key=True)


class ReservationItem(Table):
    class Meta:
        suffix = "reservations"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="reservation")
    created_at = UnicodeAttribute()
    open_since = UnicodeAttribute(null=True)
    station_key = UnicodeAttribute()
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()
    by_creation = ReservationsByCreation()
    by_station = ReservationsByStation()
    open = OpenReservations()


class TransactionsByCreation(GlobalSecondaryIndex["TransactionItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class TransactionsByStation(GlobalSecondaryIndex["TransactionItem"]):
    class Meta(_KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class TransactionsByToken(GlobalSecondaryIndex["TransactionItem"]):
    class Meta(_KeysOnly):
        index_name = "by_token"

    token_key = UnicodeAttribute(hash_key=True)
    started_at = UnicodeAttribute(range_key=True)


class OpenTransactions(GlobalSecondaryIndex["TransactionItem"]):
    """Sparse: `open_since` leaves the item when the transaction ends."""

    class Meta(_KeysOnly):
        index_name = "open"

    collection = UnicodeAttribute(hash_key=True)
    open_since = UnicodeAttribute(range_key=True)


class TransactionItem(Table):
    class Meta:
        suffix = "transactions"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="transaction")
    started_at = UnicodeAttribute()
    open_since = UnicodeAttribute(null=True)
    station_key = UnicodeAttribute()
    token_key = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)
    state: Attribute[Any] = JSONAttribute()
    # Set without a read, by the MeterValues of 1.6: kept apart from `state`, merged on reading.
    latest_meter: MapAttribute[str, Any] = MapAttribute(null=True)
    by_creation = TransactionsByCreation()
    by_station = TransactionsByStation()
    by_token = TransactionsByToken()
    open = OpenTransactions()


class TransactionEventItem(Table):
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
    samples: Attribute[Any] = JSONAttribute(null=True)
    payload: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()


class ReceiptItem(Table):
    """The reply already given to a message that must have one effect, however often it is sent."""

    class Meta:
        suffix = "receipts"
        billing_mode = "PAY_PER_REQUEST"

    key = UnicodeAttribute(hash_key=True)
    reply: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()


class QueuedCommands(LocalSecondaryIndex["CommandItem"]):
    """Sparse: `queued_id` leaves the item when the command is sent. Local, so that its reads are consistent."""

    class Meta(_KeysOnly):
        index_name = "queued"

    station_key = UnicodeAttribute(hash_key=True)
    queued_id = UnicodeAttribute(range_key=True)


class CommandItem(Table):
    class Meta:
        suffix = "commands"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    queued_id = UnicodeAttribute(null=True)
    action = UnicodeAttribute()
    # The text as it goes on the wire: members in the caller's order, numbers as the caller wrote them.
    request = UnicodeAttribute()
    status = UnicodeAttribute()
    ocpp_version = UnicodeAttribute()
    response: Attribute[Any] = JSONAttribute(null=True)
    error: Attribute[Any] = JSONAttribute(null=True)
    origin = UnicodeAttribute(null=True)
    requested_by = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute()
    sent_at = UnicodeAttribute(null=True)
    finished_at = UnicodeAttribute(null=True)
    deadline = UnicodeAttribute(null=True)
    queue_until = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute()
    queued = QueuedCommands()


class StationEventItem(Table):
    """What a station reported beside transactions: events, reports, firmware and log progress, deviations."""

    class Meta:
        suffix = "station-events"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    type = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    payload: Attribute[Any] = JSONAttribute()
    frame = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute()


class SecurityEventsByTime(GlobalSecondaryIndex["SecurityEventItem"]):
    class Meta(_KeysOnly):
        index_name = "by_time"

    collection = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class SecurityEventsByStation(GlobalSecondaryIndex["SecurityEventItem"]):
    class Meta(_KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class SecurityEventsByType(GlobalSecondaryIndex["SecurityEventItem"]):
    class Meta(_KeysOnly):
        index_name = "by_type"

    type_key = UnicodeAttribute(hash_key=True)
    occurred_at = UnicodeAttribute(range_key=True)


class CriticalSecurityEvents(GlobalSecondaryIndex["SecurityEventItem"]):
    """Sparse: `critical_since` is there where the specification calls the event critical."""

    class Meta(_KeysOnly):
        index_name = "critical"

    collection = UnicodeAttribute(hash_key=True)
    critical_since = UnicodeAttribute(range_key=True)


class SecurityEventItem(Table):
    class Meta:
        suffix = "security-events"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="security-event")
    station_key = UnicodeAttribute()
    identity = UnicodeAttribute()
    type = UnicodeAttribute()
    type_key = UnicodeAttribute()
    occurred_at = UnicodeAttribute()
    received_at = UnicodeAttribute()
    critical_since = UnicodeAttribute(null=True)
    tech_info = UnicodeAttribute(null=True)
    expires_epoch_s = NumberAttribute()
    by_time = SecurityEventsByTime()
    by_station = SecurityEventsByStation()
    by_type = SecurityEventsByType()
    critical = CriticalSecurityEvents()


class StationCertificatesItem(Table):
    """What a station trusts; one item, so that the station's word for all of it is one write."""

    class Meta:
        suffix = "station-certificates"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    listed_at = UnicodeAttribute(null=True)
    # JSON, compressed: some 2 kB to a certificate.
    certificates = BinaryAttribute(legacy_encoding=False)


class CertificateRequestsByCreation(GlobalSecondaryIndex["CertificateRequestItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class CertificateRequestsByStation(GlobalSecondaryIndex["CertificateRequestItem"]):
    class Meta(_KeysOnly):
        index_name = "by_station"

    station_key = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class CertificateRequestsByStatus(GlobalSecondaryIndex["CertificateRequestItem"]):
    class Meta(_KeysOnly):
        index_name = "by_status"

    status = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class CertificateRequestItem(Table):
    class Meta:
        suffix = "certificate-requests"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="certificate-request")
    station_key = UnicodeAttribute()
    identity = UnicodeAttribute()
    use = UnicodeAttribute()
    csr = UnicodeAttribute()
    status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    generation = NumberAttribute()
    common_name = UnicodeAttribute(null=True)
    organization = UnicodeAttribute(null=True)
    key_algorithm = UnicodeAttribute(null=True)
    key_bits = NumberAttribute(null=True)
    key_fingerprint = UnicodeAttribute(null=True)
    station_request_id = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    chain = UnicodeAttribute(null=True)
    serial_number = UnicodeAttribute(null=True)
    not_after = UnicodeAttribute(null=True)
    command_id = UnicodeAttribute(null=True)
    version = NumberAttribute()
    expires_epoch_s = NumberAttribute()
    by_creation = CertificateRequestsByCreation()
    by_station = CertificateRequestsByStation()
    by_status = CertificateRequestsByStatus()


class CertificateAuthorityItem(Table):
    """The root of the built-in authority; `key_id` is its key's in KMS."""

    class Meta:
        suffix = "certificate-authorities"
        billing_mode = "PAY_PER_REQUEST"

    key_id = UnicodeAttribute(hash_key=True)
    certificate = UnicodeAttribute()
    created_at = UnicodeAttribute()


class SitesByCreation(GlobalSecondaryIndex["SiteItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


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
    by_creation = SitesByCreation()


class SchedulesByCreation(GlobalSecondaryIndex["ScheduleItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class ScheduleItem(Table):
    class Meta:
        suffix = "schedules"
        billing_mode = "PAY_PER_REQUEST"

    site_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    collection = UnicodeAttribute(default="schedule")
    created_at = UnicodeAttribute()
    name = UnicodeAttribute()
    limit_a = NumberAttribute()
    recurrence = UnicodeAttribute()
    starts_at = UnicodeAttribute(null=True)
    ends_at = UnicodeAttribute(null=True)
    weekdays: ListAttribute[str] = ListAttribute(null=True)
    start_time = UnicodeAttribute(null=True)
    end_time = UnicodeAttribute(null=True)
    by_creation = SchedulesByCreation()


class PlanItem(Table):
    """The current plan of a site; only the planner writes it, one run at a time (`version`)."""

    class Meta:
        suffix = "plans"
        billing_mode = "PAY_PER_REQUEST"

    site_id = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    computed_at = UnicodeAttribute()
    # packed.py: each EVSE of a plan takes about 1 KB.
    plan = BinaryAttribute(legacy_encoding=False)


class StoredProfilesByCreation(GlobalSecondaryIndex["StoredProfileItem"]):
    class Meta(_KeysOnly):
        index_name = "by_creation"

    collection = UnicodeAttribute(hash_key=True)
    created_at = UnicodeAttribute(range_key=True)


class StoredProfileItem(Table):
    """A charging profile of the operator's library."""

    class Meta:
        suffix = "stored-profiles"
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    collection = UnicodeAttribute(default="profile")
    created_at = UnicodeAttribute()
    description = UnicodeAttribute(null=True)
    profile = BinaryAttribute(legacy_encoding=False)
    by_creation = StoredProfilesByCreation()


class InstalledProfileItem(Table):
    """A charging profile that a station has accepted, by the command that brought it."""

    class Meta:
        suffix = "installed-profiles"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    installed = BinaryAttribute(legacy_encoding=False)
    expires_epoch_s = NumberAttribute(null=True)


class CompositeCheckItem(Table):
    """A station's composite schedule beside ours, by the command that asked for it."""

    class Meta:
        suffix = "composite-checks"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    message_id = UnicodeAttribute(range_key=True)
    check = BinaryAttribute(legacy_encoding=False)
    expires_epoch_s = NumberAttribute()


class StationModelItem(Table):
    """A few dozen items under one constant key, so that one query reads them all."""

    class Meta:
        suffix = "station-models"
        billing_mode = "PAY_PER_REQUEST"

    collection = UnicodeAttribute(hash_key=True, default="model")
    id = UnicodeAttribute(range_key=True)
    created_at = UnicodeAttribute()
    vendor = UnicodeAttribute()
    model = UnicodeAttribute()
    firmware = UnicodeAttribute()
    site = UnicodeAttribute()
    station = UnicodeAttribute()
    quirks: Attribute[Any] = JSONAttribute()
    configuration: Attribute[Any] = JSONAttribute()


class VendorExtensionItem(Table):
    class Meta:
        suffix = "vendor-extensions"
        billing_mode = "PAY_PER_REQUEST"

    collection = UnicodeAttribute(hash_key=True, default="vendor")
    key = UnicodeAttribute(range_key=True)
    vendor_id = UnicodeAttribute()
    created_at = UnicodeAttribute()
    messages: Attribute[Any] = JSONAttribute()


class ConfigurationItem(Table):
    class Meta:
        suffix = "configurations"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    # JSON, compressed: a 2.x station has some thousand variables.
    data = BinaryAttribute(legacy_encoding=False)


class FirmwareItem(Table):
    """A few hundred items under one constant key."""

    class Meta:
        suffix = "firmware"
        billing_mode = "PAY_PER_REQUEST"

    collection = UnicodeAttribute(hash_key=True, default="firmware")
    id = UnicodeAttribute(range_key=True)
    created_at = UnicodeAttribute()
    version = UnicodeAttribute()
    file_name = UnicodeAttribute()
    vendor = UnicodeAttribute(null=True)
    model = UnicodeAttribute(null=True)
    signature = UnicodeAttribute(null=True)
    signing_certificate = UnicodeAttribute(null=True)


class TransferItem(Table):
    class Meta:
        suffix = "transfers"
        billing_mode = "PAY_PER_REQUEST"

    station_key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    version = NumberAttribute()
    state: Attribute[Any] = JSONAttribute()
    expires_epoch_s = NumberAttribute()


TABLES: tuple[type[Table], ...] = (
    StationItem, ConnectionItem, LoginFailureItem, RefusedConnectionItem, TokenItem, UnknownTokenItem,
    LocalListItem, ReservationItem,
    TransactionItem, TransactionEventItem, ReceiptItem, CommandItem, StationEventItem, SiteItem, ScheduleItem, PlanItem,
    StationModelItem, VendorExtensionItem, SecurityEventItem, StationCertificatesItem, CertificateRequestItem,
    ConfigurationItem, StoredProfileItem, InstalledProfileItem, CompositeCheckItem, FirmwareItem, TransferItem,
    CertificateAuthorityItem,
)  # fmt: skip


def bind(prefix: str, region: str) -> None:
    """Name every table; call it once, before the first request."""
    for table in TABLES:
        table.bind(prefix, region)
