"""Reservations and local lists."""

from dataclasses import dataclass

from csms.domain.local_lists import Change


@dataclass(frozen=True)
class ReserveNow:
    """`evse` 0 is any of the station's; `expires_at` as stored."""

    number: int
    evse: int
    token: str
    token_type: str
    expires_at: str
    group_id: str | None = None
    connector_type: str | None = None


@dataclass(frozen=True)
class CancelReservation:
    number: int


@dataclass(frozen=True)
class SendLocalList:
    """`full` replaces the whole list by what `changes` bring; without any it empties it."""

    version: int
    full: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class GetLocalListVersion:
    """Which list the station holds."""
