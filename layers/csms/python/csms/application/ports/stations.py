"""Stations, their connections, and who was not let in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.external_limits import ExternalLimit
from csms.domain.logins import LoginChanges
from csms.domain.passwords import Decision
from csms.domain.refusals import RefusedConnection
from csms.domain.standing_goals import StandingGoal
from csms.domain.stations import Connection, Connector, Registration, Station


@dataclass(frozen=True)
class StationEvent:
    """Something a station reported beside its transactions."""

    id: str
    type: str
    occurred_at: str
    payload: Any
    frame: str | None = None


class Stations(Protocol):
    def get(self, key: str) -> Station | None: ...
    def get_many(self, keys: list[str]) -> dict[str, Station]: ...
    def of_site(self, site_id: str) -> list[Station]: ...
    def page(self, limit: int, cursor: str | None) -> Page[Station]: ...
    def save(self, station: Station, known: Station | None = None) -> None:
        """Write what the operator decides (registration, site, password, profile), on the connection too.

        Only what differs from `known`, as it was read before."""

    def set_external_limits(self, key: str, limits: Iterable[ExternalLimit]) -> None:
        """All that are in force; nothing where the station is gone."""

    def set_goal(self, key: str, goal: StandingGoal | None) -> Station | None:
        """None where there is no such station."""

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

    def lose_sight(self, connection: Connection) -> bool:
        """Note on both that the station is offline though its connection still stands; False when it was heard of."""

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
    def touch(self, connection: Connection, now: datetime) -> None:
        """It was heard of; a station that was out of sight is back."""


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


class StationEvents(Protocol):
    def add(self, station_key: str, event: StationEvent) -> None: ...
    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[StationEvent]: ...
