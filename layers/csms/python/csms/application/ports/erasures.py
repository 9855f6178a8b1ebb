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

    def rewrite_station(self, station_key: str, pseudonym: Pseudonym) -> int:
        """What is kept by station: commands, reports, events, reservations, the local list."""

    def rewrite_sessions(self, pseudonym: Pseudonym) -> int:
        """Some sessions, each after its messages; 0 when there is none left."""

    def rewrite_records(self, pseudonym: Pseudonym) -> int:
        """Charge detail records and booked schedules; exports of it alone are removed."""
