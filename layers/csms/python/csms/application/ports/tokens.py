"""Tokens, the lists of them that stations keep, and reservations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.list_sync import LocalList
from csms.domain.local_lists import Change, ListEntry, changes
from csms.domain.reservations import Reservation
from csms.domain.standing_goals import StandingGoal
from csms.domain.tokens import Token
from csms.domain.unknown_tokens import Sighting, UnknownToken


class MayBeReservedError(Exception):
    """Nothing is stored: the station may have open reservations, or is not registered any more."""


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
    def save(self, token: Token) -> None:
        """All but its goal and its open transactions."""

    def set_goal(self, key: str, goal: StandingGoal | None) -> Token | None:
        """None where there is no such token."""

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
    token_key: str | None = None
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
