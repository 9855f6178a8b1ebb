"""A connector kept free for a driver, from the request to whatever ends it (1.6 §5.13, 2.0.1 block H).

The station keeps the reservation; this is what the CSMS knows of it. A restart of the station ends none: no version
says so, and where the station forgets one all the same it runs into its expiry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from csms.domain import connectors as statuses
from csms.domain.ids import key_of
from csms.domain.stations import Connector

ANY_EVSE = 0
OUT_OF_ORDER = frozenset({"Faulted", "Unavailable"})


class ReservationStatus(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    USED = "used"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    RELEASED = "released"
    REPLACED = "replaced"
    REJECTED = "rejected"
    FAILED = "failed"

    @property
    def open(self) -> bool:
        return self in (ReservationStatus.REQUESTED, ReservationStatus.ACCEPTED)


_S = ReservationStatus
_ENDS_OF_HELD = {_S.USED, _S.CANCELLED, _S.EXPIRED, _S.RELEASED, _S.REPLACED}
# The answer may be lost, so a station may use, end or replace what it never told us that it holds.
_NEXT = {
    _S.REQUESTED: {_S.ACCEPTED, _S.REJECTED, _S.FAILED} | _ENDS_OF_HELD,
    _S.ACCEPTED: _ENDS_OF_HELD,
}


@dataclass(frozen=True)
class Step:
    """One entry of the history; `reason` is a word of ours or the station's."""

    at: str
    status: ReservationStatus
    reason: str | None = None


@dataclass(frozen=True)
class Reservation:
    """`id` is also the message id of its ReserveNow; `number` what the station calls it; `evse` 0 is any of them.

    `replaces` is the reservation whose number it takes over, once the station agrees (1.6 §5.13, 2.0.1 H01.FR.02).
    """

    id: str
    station_key: str
    identity: str
    number: int
    evse: int
    token: str
    token_type: str
    expires_at: str
    created_at: str
    status: ReservationStatus = ReservationStatus.REQUESTED
    history: tuple[Step, ...] = ()
    group_id: str | None = None
    connector_type: str | None = None
    transaction_id: str | None = None
    replaces: str | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        return self.status.open

    def status_at(self, now: str) -> ReservationStatus:
        """Expired is what it is from that moment on, whenever that is written down."""
        return _S.EXPIRED if self.open and self.expires_at <= now else self.status


@dataclass(frozen=True)
class Use:
    """A transaction that starts: `number` is the reservation that the station says it uses, if it says so."""

    number: int | None
    evse: int | None
    token: str | None
    group_id: str | None
    at: str


def become(
    reservation: Reservation,
    status: ReservationStatus,
    at: str,
    reason: str | None = None,
    transaction_id: str | None = None,
) -> Reservation | None:
    """The reservation after one more step; None where it has come to another end before."""
    if status not in _NEXT.get(reservation.status, set()):
        return None
    return note(replace(reservation, status=status, transaction_id=transaction_id), at, reason)


def note(reservation: Reservation, at: str, reason: str | None) -> Reservation:
    """Something to remember that changes nothing."""
    return replace(reservation, history=(*reservation.history, Step(at, reservation.status, reason)))


def used_by(reservations: Iterable[Reservation], use: Use) -> Reservation | None:
    """The one that a start uses up: the one it names, else one for this token or its group, on this EVSE or any.

    A reservation of this very EVSE goes before one of any, the token's own before its group's, the older first.
    """
    standing = [r for r in reservations if r.open]
    if use.number is not None:
        return next((r for r in standing if r.number == use.number), None)
    fitting = [r for r in standing if use.at <= r.expires_at and _evse_fits(r, use) and _token_rank(r, use) is not None]
    return min(fitting, key=lambda r: (r.evse == ANY_EVSE, _token_rank(r, use), r.created_at), default=None)


def out_of_order(reservations: Iterable[Reservation], connectors: Iterable[Connector]) -> list[Reservation]:
    """Those that nobody can use any more: every known connector that they could be used on is out of order."""
    known = list(connectors)
    whole = statuses.whole_station(known)
    visible = statuses.visible(known)

    def lost(reservation: Reservation) -> bool:
        own = [c for c in visible if reservation.evse in (ANY_EVSE, c.evse)]
        if own:
            return all(connector.status in OUT_OF_ORDER for connector in own)
        return whole is not None and whole.status in OUT_OF_ORDER

    return [reservation for reservation in reservations if reservation.open and lost(reservation)]


def _evse_fits(reservation: Reservation, use: Use) -> bool:
    return use.evse is None or reservation.evse in (ANY_EVSE, use.evse)


def _token_rank(reservation: Reservation, use: Use) -> int | None:
    if not use.token:
        return None
    if key_of(reservation.token) == key_of(use.token):
        return 0
    if not reservation.group_id:
        return None
    group = key_of(reservation.group_id)
    return 1 if group in (key_of(use.group_id or ""), key_of(use.token)) else None
