"""Erasures, and the traces that a token has left."""

from typing import Protocol

from csms.domain.erasures import Erasure, Pseudonym


class Erasures(Protocol):
    def get(self, erasure_id: str) -> Erasure | None: ...
    def save(self, erasure: Erasure) -> Erasure:
        """As it is stored. Raises ConcurrentChangeError where somebody else has written since `erasure.version`."""


class TokenTraces(Protocol):
    """Each method that rewrites says how many items it changed, and may be called again at any time."""

    def stations(self, token_key: str) -> set[str]:
        """Keys of those where it has a session, a reservation or a sighting."""

    def rewrite_station(self, station_key: str, pseudonym: Pseudonym, cursor: str | None) -> tuple[int, str | None]:
        """A page of what is kept by station (commands, reports, events, reservations, the local list), and where the
        next one begins; None after the last."""

    def rewrite_sessions(self, pseudonym: Pseudonym) -> int:
        """Some sessions, each after its messages; 0 when there is none left."""

    def rewrite_records(self, pseudonym: Pseudonym) -> int:
        """Charge detail records and booked schedules; exports of it alone are removed."""
