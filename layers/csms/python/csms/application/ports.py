"""What the use cases need from the world. Adapters implement it; tests may too.

Every method that writes more than one item writes them in one transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from csms.domain.alarms import Alarm
from csms.domain.certificate_requests import CertificateRequest, RequestStatus
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.composite_checks import CompositeCheck
from csms.domain.configuration import Configuration
from csms.domain.firmware import Firmware
from csms.domain.installed_profiles import InstalledProfile
from csms.domain.list_sync import LocalList
from csms.domain.local_lists import Change, ListEntry, changes
from csms.domain.login_budget import LoginLimits
from csms.domain.logins import LoginChanges
from csms.domain.metering import Live, Sample
from csms.domain.operations import Operation, OutboundCall
from csms.domain.passwords import Decision
from csms.domain.plans import SitePlan
from csms.domain.refusals import RefusedConnection
from csms.domain.reservations import Reservation
from csms.domain.schedules import Schedule
from csms.domain.security_events import SecurityEvent
from csms.domain.sites import Site
from csms.domain.station_certificates import StationCertificates
from csms.domain.station_models import StationModel
from csms.domain.stations import Connection, Connector, OcppVersion, Registration, Station
from csms.domain.stored_profiles import StoredProfile
from csms.domain.tokens import Token
from csms.domain.transactions import Transaction, TransactionEvent
from csms.domain.transfers import Transfer
from csms.domain.unknown_tokens import Sighting, UnknownToken
from csms.domain.vendor_extensions import VendorExtension
from csms.domain.x509 import Certificate, HashData, SigningRequest

Item = TypeVar("Item")
# A write that a store has prepared, for another store's transaction to carry: `prepared_save` and the like.
PreparedWrite = Callable[[Any], None]


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: list[Item]
    next_cursor: str | None = None


@dataclass(frozen=True)
class StationEvent:
    """Something a station reported beside its transactions."""

    id: str
    type: str
    occurred_at: str
    payload: Any
    frame: str | None = None


@dataclass(frozen=True)
class Receipt:
    """The reply of a message that must have one effect however often it comes."""

    key: str
    reply: dict[str, Any]


@dataclass(frozen=True)
class TransactionFilter:
    station_key: str | None = None
    token_key: str | None = None
    open: bool | None = None
    started_from: str | None = None
    started_to: str | None = None


@dataclass(frozen=True)
class SecurityEventFilter:
    station_key: str | None = None
    type: str | None = None
    critical: bool | None = None
    occurred_from: str | None = None
    occurred_to: str | None = None


@dataclass(frozen=True)
class CertificateRequestFilter:
    station_key: str | None = None
    status: RequestStatus | None = None


class AlreadyRecordedError(Exception):
    """This very event is stored: the message is a replay."""


class MayBeReservedError(Exception):
    """Nothing is stored: the station may have open reservations, or is not registered any more."""


class Stations(Protocol):
    def get(self, key: str) -> Station | None: ...
    def get_many(self, keys: list[str]) -> dict[str, Station]: ...
    def of_site(self, site_id: str) -> list[Station]: ...
    def page(self, limit: int, cursor: str | None) -> Page[Station]: ...
    def save(self, station: Station, known: Station | None = None) -> None:
        """Write what the operator decides (registration, site, password, profile), on the connection too.

        Only what differs from `known`, as it was read before."""

    def remove(self, station: Station) -> None: ...
    def take_over(self, station: Station, connection: Connection, changes: LoginChanges) -> None:
        """Make `connection` the only one; raises ConcurrentChangeError if the epoch has moved on."""

    def holders_of(self, common_name: str) -> list[str]:
        """The keys of the stations whose certificate has this CN."""

    def prepared_claim(self, station: Station, common_name: str) -> PreparedWrite:
        """The CN that a station will come with; beside the one that it comes with now, if it has one."""

    def settle_password(self, key: str, message_id: str, decision: Decision) -> None:
        """The answer to the command that carried the pending password; no matter where that is settled already."""

    def release(self, connection: Connection, now: datetime) -> bool:
        """Forget a connection; False when a newer one already took over."""

    def record_boot(
        self, connection: Connection, details: dict[str, Any], registration: Registration, now: datetime
    ) -> None: ...
    def record_connector(self, station_key: str, connector: Connector) -> Station | None:
        """The station with the status in it; None when a newer status is known."""

    def count_transaction(self, key: str) -> tuple[int, Station]:
        """The next number for a 1.6 transaction (positive, unique at this station) and the station."""

    def open_reservation(self, key: str, reservation_id: str) -> int:
        """Note that there may be one more; the next number for it (positive, unique at this station)."""

    def forget_reservations(self, key: str, reservation_ids: set[str]) -> None:
        """They are not open any more."""

    def count_deviations(self, key: str, names: tuple[str, ...]) -> None: ...


class Connections(Protocol):
    def get(self, connection_id: str) -> Connection | None:
        """None for one that is over."""

    def get_at(self, connection_id: str, moment: datetime) -> Connection | None:
        """As it is known; None for one that was over at `moment` already."""

    def get_many(self, connection_ids: list[str]) -> dict[str, Connection]: ...
    def touch(self, connection: Connection, now: datetime) -> None: ...


class LoginFailures(Protocol):
    def counts(self, keys: list[str]) -> dict[str, int]:
        """Those that have been counted at all."""

    def add(self, key: str, expires_epoch_s: int) -> int:
        """Count one more; the new count."""


class RefusedConnections(Protocol):
    def get(self, key: str) -> RefusedConnection | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[RefusedConnection]: ...
    def save(self, refused: RefusedConnection) -> None: ...
    def remove(self, key: str) -> None: ...


class UnknownTokens(Protocol):
    def get(self, key: str) -> UnknownToken | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[UnknownToken]: ...
    def note(self, sighting: Sighting) -> None:
        """Count one more; one that makes no key leaves no trace."""

    def remove(self, key: str) -> None: ...


class Tokens(Protocol):
    def get(self, key: str) -> Token | None: ...
    def get_many(self, keys: list[str]) -> dict[str, Token]: ...
    def page(self, limit: int, cursor: str | None, group_id: str | None = None) -> Page[Token]: ...
    def save(self, token: Token) -> None: ...
    def remove(self, key: str) -> None: ...


@dataclass(frozen=True)
class ListContents:
    """The list that was planned last, and what differs from the one before; None where all of it is sent."""

    planned: Mapping[str, ListEntry] = field(default_factory=dict)
    differing: tuple[Change, ...] | None = None

    def waiting(self) -> list[Change]:
        """What a sync sends, in its order."""
        return changes({}, self.planned) if self.differing is None else list(self.differing)


class LocalLists(Protocol):
    """Every change holds only where nobody else has changed the list's state since it was read."""

    def get(self, station_key: str) -> LocalList | None: ...
    def contents(self, station_key: str) -> ListContents: ...
    def fits(self, contents: ListContents) -> bool:
        """Whether so much can be kept of one station."""

    def prepared_save(self, state: LocalList, contents: ListContents | None = None) -> tuple[PreparedWrite, ...]: ...
    def save(self, state: LocalList, contents: ListContents | None = None) -> None:
        """Raises ConcurrentChangeError."""

    def remove(self, station_key: str) -> None: ...
    def note_token_change(self, at: str, walk_id: str) -> bool:
        """Tokens have changed; whether it falls to this walk to see to the stations, or one is called already."""

    def begin_walk(self) -> None:
        """What changes from now on wants a walk of its own."""

    def tokens_changed_at(self) -> str | None: ...


@dataclass(frozen=True)
class ReservationFilter:
    station_key: str | None = None
    open: bool | None = None


class Reservations(Protocol):
    """Every change holds only where nobody else has changed the reservation since it was read."""

    def get(self, reservation_id: str) -> Reservation | None: ...
    def get_many(self, reservation_ids: list[str]) -> list[Reservation]:
        """Those that exist, the oldest first."""

    def page(self, wanted: ReservationFilter, limit: int, cursor: str | None) -> Page[Reservation]: ...
    def prepared_add(self, reservation: Reservation) -> PreparedWrite: ...
    def prepared_change(self, reservation: Reservation) -> PreparedWrite: ...
    def change(self, reservation: Reservation) -> None:
        """Raises ConcurrentChangeError. One that is no longer open leaves its station's list, too."""


class Transactions(Protocol):
    def get(self, transaction_id: str) -> Transaction | None: ...
    def get_many(self, transaction_ids: list[str]) -> list[Transaction]: ...
    def page(self, wanted: TransactionFilter, limit: int, cursor: str | None) -> Page[Transaction]: ...
    def record(
        self,
        transaction: Transaction,
        event: TransactionEvent,
        event_key: str,
        payload: Any,
        receipt: Receipt | None = None,
        released_token: str | None = None,
        used: Reservation | None = None,
        if_unreserved: bool = False,
    ) -> None:
        """Store the event, the folded transaction, the station's open transactions and the token's, as one.

        `released_token` counted the transaction among its own, until the start named another. `used` is the
        reservation that the start uses up.

        Raises AlreadyRecordedError for a known event, ConcurrentChangeError for a stale `version` or reservation;
        with `if_unreserved` MayBeReservedError, unless the station has no open reservation."""

    def record_meter_values(
        self, transaction_id: str, event_key: str, samples: tuple[Sample, ...], live: Live, payload: Any
    ) -> None:
        """Store readings and, where the transaction is known and they are the newest, its live values."""

    def replace(self, transaction: Transaction) -> None:
        """Store a change that no event of the station made; frees the station's and the token's entry."""

    def events(self, transaction_id: str, limit: int, cursor: str | None) -> Page[dict[str, Any]]: ...
    def receipt(self, key: str) -> Receipt | None: ...


class Commands(Protocol):
    def get(self, station_key: str, message_id: str) -> Command | None: ...
    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[Command]: ...
    def claim(self, station_key: str, idempotency_key: str, message_id: str) -> str:
        """The message id that the key stands for: this one, unless an earlier claim gave it another."""

    def add_queued(self, command: Command, along: tuple[PreparedWrite, ...] = ()) -> None: ...
    def add_sent(self, command: Command, takes_slot: bool, along: tuple[PreparedWrite, ...] = ()) -> bool:
        """Store before sending; False when another CALL is in flight (nothing is stored then).

        Raises ConcurrentChangeError when a command of this message id exists, or a write `along` does not hold."""

    def next_queued(self, station_key: str) -> Command | None: ...
    def mark_sent(self, command: Command, takes_slot: bool) -> bool:
        """Move a queued command onto the wire; False when the slot is taken or the command is no longer queued."""

    def requeue(self, command: Command, held_slot: bool) -> None:
        """Undo `mark_sent` or `add_sent`: the link was gone before the CALL left."""

    def finish(
        self,
        station_key: str,
        message_id: str,
        outcome: Outcome,
        only_from: frozenset[CommandStatus],
        frees_slot: bool = True,
        along: tuple[PreparedWrite, ...] = (),
    ) -> bool:
        """Store the outcome, free the slot if this command holds it, take it out of the queue if it stands there.

        False where the command's status is none of `only_from`; raises ConcurrentChangeError where a write
        `along` does not hold."""


class StationEvents(Protocol):
    def add(self, station_key: str, event: StationEvent) -> None: ...
    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[StationEvent]: ...


class SecurityEvents(Protocol):
    def add(self, event: SecurityEvent) -> None:
        """One that is known is written again, the same."""

    def page(self, wanted: SecurityEventFilter, limit: int, cursor: str | None) -> Page[SecurityEvent]: ...


class StationCertificatesStore(Protocol):
    def get(self, station_key: str) -> StationCertificates | None: ...
    def prepared_save(self, changed: StationCertificates) -> PreparedWrite:
        """Holds only while the stored one has the version that `changed` was made from."""


class CertificateRequests(Protocol):
    def get(self, request_id: str) -> CertificateRequest | None: ...
    def page(self, wanted: CertificateRequestFilter, limit: int, cursor: str | None) -> Page[CertificateRequest]: ...
    def save(self, request: CertificateRequest, along: tuple[PreparedWrite, ...] = ()) -> CertificateRequest:
        """As it is stored. Raises ConcurrentChangeError where the stored one is not the one that it was made from, or
        a write `along` does not hold."""

    def prepared_save(self, request: CertificateRequest) -> PreparedWrite: ...


class CertificateAuthority(Protocol):
    def issue(self, request: CertificateRequest) -> str:
        """The chain in PEM, the station's certificate first, without the root. The same request is given the same
        certificate, but for the bits of its signature."""

    def root(self) -> str | None:
        """Its own certificate in PEM, for stations' doors to trust; None before it is made."""

    def make_root(self) -> str:
        """The same at every call."""


class X509(Protocol):
    """Reads certificates and requests for them; every method raises InvalidError for what is none."""

    def read_certificate(self, text: str) -> Certificate:
        """Exactly one, in PEM."""

    def read_chain(self, text: str) -> list[Certificate]:
        """In PEM, leaf first, each signed by the one that follows it."""

    def is_named_by(self, pem: str, named: HashData) -> bool:
        """Whether a station means this certificate."""

    def read_request(self, text: str) -> SigningRequest:
        """A CSR in any of the spellings that stations have for it."""


class Sites(Protocol):
    def get(self, site_id: str) -> Site | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[Site]: ...
    def save(self, site: Site) -> None: ...
    def remove(self, site_id: str) -> None: ...


class Schedules(Protocol):
    def get(self, site_id: str, schedule_id: str) -> Schedule | None: ...
    def of_site(self, site_id: str) -> list[Schedule]: ...
    def page(self, limit: int, cursor: str | None) -> Page[Schedule]: ...
    def save(self, schedule: Schedule) -> None: ...
    def remove(self, site_id: str, schedule_id: str) -> None: ...


class Plans(Protocol):
    def get(self, site_id: str) -> SitePlan | None: ...
    def save(self, plan: SitePlan) -> None:
        """Raises ConcurrentChangeError unless `plan.version` is one more than what is stored (0: none)."""


class VendorExtensions(Protocol):
    def get(self, key: str) -> VendorExtension | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[VendorExtension]: ...
    def save(self, extension: VendorExtension) -> None: ...
    def remove(self, key: str) -> None: ...


class StationModels(Protocol):
    def all(self) -> tuple[StationModel, ...]:
        """As they were at most a minute ago: every command asks for them."""

    def get(self, model_id: str) -> StationModel | None: ...
    def save(self, model: StationModel) -> None: ...
    def remove(self, model_id: str) -> None: ...


class Configurations(Protocol):
    def get(self, station_key: str) -> Configuration:
        """An empty one where nothing is known yet."""

    def get_many(self, station_keys: list[str]) -> dict[str, Configuration]:
        """Those of which anything is known, as they were a moment ago."""

    def prepared_save(self, configuration: Configuration) -> PreparedWrite:
        """Does not hold where somebody else has written since `configuration.version`."""

    def save(self, configuration: Configuration) -> None:
        """Raises ConcurrentChangeError where `prepared_save` would not hold."""

    def remove(self, station_key: str) -> None: ...


class StoredProfiles(Protocol):
    def get(self, profile_id: str) -> StoredProfile | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[StoredProfile]: ...
    def save(self, stored: StoredProfile) -> None: ...
    def remove(self, profile_id: str) -> None: ...


class InstalledProfiles(Protocol):
    def of_station(self, station_key: str) -> list[InstalledProfile]:
        """All that it has accepted and nobody has cleared or replaced; what has ended by itself is among them."""

    def prepared_save(self, station_key: str, installed: InstalledProfile) -> PreparedWrite: ...
    def prepared_remove(self, station_key: str, message_id: str) -> PreparedWrite: ...
    def remove(self, station_key: str, message_ids: list[str]) -> None: ...


class CompositeChecks(Protocol):
    def get(self, station_key: str, message_id: str) -> CompositeCheck | None: ...
    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[CompositeCheck]: ...
    def prepared_save(self, station_key: str, check: CompositeCheck) -> PreparedWrite: ...


class FirmwareImages(Protocol):
    def all(self) -> list[Firmware]: ...
    def get(self, firmware_id: str) -> Firmware | None: ...
    def save(self, firmware: Firmware) -> None: ...
    def remove(self, firmware_id: str) -> None: ...


class Transfers(Protocol):
    def get(self, station_key: str, transfer_id: str) -> Transfer | None: ...
    def recent(self, station_key: str) -> list[Transfer]:
        """The newest twenty or so, newest first."""

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[Transfer]: ...
    def prepared_save(self, transfer: Transfer) -> PreparedWrite:
        """Does not hold where somebody else has written since `transfer.version`; 0 is a new one."""

    def save(self, transfer: Transfer) -> None:
        """Raises ConcurrentChangeError where `prepared_save` would not hold."""


class Files(Protocol):
    """URLs that serve one object for `life_s` seconds to whoever has them: they are secrets."""

    def download_url(self, key: str, life_s: int, file_name: str | None = None) -> str: ...
    def upload_url(self, key: str, life_s: int) -> str:
        """For an HTTP PUT."""

    def size_bytes(self, key: str) -> int | None:
        """None where no file is there (yet)."""

    def remove(self, key: str) -> None: ...


class Delivery(Enum):
    """What became of a frame: `UNKNOWN` may have left, `REFUSED` has not and may be tried again in a while."""

    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    GONE = "gone"


class StationLink(Protocol):
    def send(self, connection_id: str, text: str) -> Delivery:
        """Put one frame on the wire. Never raises: it is called where state has been written already."""

    def close(self, connection_id: str) -> None:
        """Never raises: a socket that stays open is superseded all the same."""


class Queues(Protocol):
    def request_plan(self, site_id: str) -> None: ...
    def after(self, delay_s: int, task: dict[str, Any]) -> None:
        """Give `task` to the scheduled_task function in `delay_s` (at most 900) seconds."""


@dataclass(frozen=True)
class Effects:
    """What the outcome of a command changes beside the command itself.

    `writes` are made in the command's own transaction; `tasks` are (delay_s, task) for scheduled_task, queued
    before it, so that none is lost: a task reads anew whether there is still something to do.
    """

    writes: tuple[PreparedWrite, ...] = ()
    tasks: tuple[tuple[int, dict[str, Any]], ...] = ()


class Outcomes(Protocol):
    def matter(self, version: OcppVersion, action: str) -> bool:
        """Whether the outcome of such a command changes anything but the command."""

    def effects(self, ports: "Ports", command: Command, outcome: Outcome) -> Effects:
        """Asked for every end: an answer, a CALLERROR, a time-out, an expiry, a cancellation; and again for an
        answer that comes after one of these."""


@dataclass(frozen=True)
class Ports:
    stations: Stations
    connections: Connections
    login_failures: LoginFailures
    refused_connections: RefusedConnections
    tokens: Tokens
    unknown_tokens: UnknownTokens
    transactions: Transactions
    reservations: Reservations
    local_lists: LocalLists
    commands: Commands
    station_events: StationEvents
    security_events: SecurityEvents
    station_certificates: StationCertificatesStore
    certificate_requests: CertificateRequests
    x509: X509
    sites: Sites
    schedules: Schedules
    plans: Plans
    station_models: StationModels
    vendor_extensions: VendorExtensions
    configurations: Configurations
    stored_profiles: StoredProfiles
    installed_profiles: InstalledProfiles
    composite_checks: CompositeChecks
    firmware: FirmwareImages
    transfers: Transfers
    files: Files
    link: StationLink
    queues: Queues
    encode: Callable[[OcppVersion, Operation], OutboundCall]
    outcomes: Outcomes
    reprocess: Callable[["Ports", Connection, str], None]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    count_alarm: Callable[[Alarm], None]
    certificate_authority: CertificateAuthority | None = None
    organization_name: str | None = None
    login_limits: LoginLimits = field(default_factory=LoginLimits)
    heartbeat_interval_s: int = 300
    command_timeout_s: int = 30
    plan_period_s: int = 300
