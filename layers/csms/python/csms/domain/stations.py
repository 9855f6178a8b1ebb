"""A charging station as the CSMS knows it, and the one connection it may have."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from csms.domain import clock
from csms.domain.currents import MIN_CURRENT_A, STEP_A
from csms.domain.external_limits import ExternalLimit
from csms.domain.logins import Login
from csms.domain.passwords import PendingPassword
from csms.domain.standing_goals import StandingGoal


class OcppVersion(StrEnum):
    V16 = "1.6"
    V201 = "2.0.1"
    V21 = "2.1"

    @property
    def subprotocol(self) -> str:
        return f"ocpp{self.value}"


def negotiate(offered: list[str]) -> OcppVersion | None:
    """The first subprotocol of the charger's list that we speak (OCPP-J 1.6 §3.1.2, 2.0.1 part 4 §3.1)."""
    spoken = {version.subprotocol: version for version in OcppVersion}
    return next((spoken[name.strip()] for name in offered if name.strip() in spoken), None)


class Registration(StrEnum):
    """The operator's decision, and what BootNotification is answered with (2.0.1 B01-B03)."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"


@dataclass(frozen=True)
class InFlight:
    """The CALL that a station has not answered yet; one at a time (2.0.1 part 4 §4.1.1)."""

    message_id: str
    action: str
    sent_at: str
    origin: str | None = None


@dataclass(frozen=True)
class Connector:
    """Newest status of a connector; EVSE 0 is the station as a whole."""

    evse: int
    connector: int
    status: str
    reported_at: str
    error_code: str | None = None
    info: str | None = None


@dataclass(frozen=True)
class Station:
    """Each EVSE charges at 0 A, or from its least to its most current per phase, in multiples of a step.

    `silent_since`: the last frame of a station that was told to be offline while its socket still looked alive."""

    key: str
    identity: str
    registration: Registration
    created_at: str
    password_hash: str | None = None
    security_profile: int = 1
    site_id: str | None = None
    node_id: str | None = None
    evse_max_current_a: float = 32.0
    evse_min_current_a: float = MIN_CURRENT_A
    evse_current_step_a: float = STEP_A
    epoch: int = 0
    connection_id: str | None = None
    silent_since: str | None = None
    ocpp_version: OcppVersion | None = None
    last_seen: str | None = None
    boot: dict[str, Any] = field(default_factory=dict)
    booted_at: str | None = None
    connectors: tuple[Connector, ...] = ()
    open_transactions: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_registers: dict[str, dict[str, Any]] = field(default_factory=dict)
    open_reservations: frozenset[str] = frozenset()
    in_flight: InFlight | None = None
    queued_commands: int = 0
    deviations: dict[str, int] = field(default_factory=dict)
    recent_logins: tuple[Login, ...] = ()
    pending_password: PendingPassword | None = None
    certificate_cn: str | None = None
    next_certificate_cn: str | None = None
    goal: StandingGoal | None = None
    external_limits: tuple[ExternalLimit, ...] = ()

    @property
    def evses(self) -> frozenset[int]:
        """Those it has spoken of; at least one."""
        spoken = {connector.evse for connector in self.connectors}
        spoken |= {place["evse"] for place in self.open_transactions.values() if place.get("evse")}
        return frozenset(int(evse) for evse in spoken if evse) or frozenset({1})

    def open_on(self, evse: int | None) -> frozenset[str]:
        """The transactions that are open on an EVSE; with more than one, all but the newest have been forgotten."""
        return frozenset(key for key, place in self.open_transactions.items() if evse and place.get("evse") == evse)


@dataclass(frozen=True)
class Connection:
    """What every frame reads, and all it needs to know; gone as soon as a newer connection took over."""

    connection_id: str
    station_key: str
    identity: str
    version: OcppVersion
    registration: Registration
    epoch: int
    connected_at: str
    last_seen: str
    site_id: str | None = None
    booted: bool = False
    certificate_cn: str | None = None
    told_offline: bool = False

    @property
    def accepted(self) -> bool:
        """May it send more than BootNotification? Registration belongs to the station and outlives connections."""
        return self.booted and self.registration is Registration.ACCEPTED


def patience(heartbeat_interval_s: int) -> timedelta:
    """How long a station may say nothing: two heartbeats may be late, and the saved time lags a little."""
    return timedelta(seconds=2 * heartbeat_interval_s + 240)


def is_online(connection: Connection | None, now: datetime, heartbeat_interval_s: int) -> bool:
    """Presence is the age of the last frame."""
    if connection is None:
        return False
    return now - clock.parse_stored(connection.last_seen) <= patience(heartbeat_interval_s)
