"""What a CSMS may ask about reservations, in the same words for every version."""

from .evse import Evse, utc_now
from .remote import exists
from .reservations import Reservation
from .station import Station

CONNECTOR_TYPES = ("cType2", "Undetermined", "Unknown")
"""What the cables of these stations fit, and what fits any."""


def reserve(station: Station, reservation: Reservation, connector_type: str | None = None) -> str:
    """One of the same id is replaced (1.6 5.13, 2.x H01.FR.02)."""
    others = [r for r in station.reservations if r.id != reservation.id]
    status = _verdict(station, reservation, others, connector_type)
    station.log("reservation %d of EVSE %d: %s", reservation.id, reservation.evse_id, status)
    if status == "Accepted":
        station.reservations = [*others, reservation]
        station.update()
    return status


def cancel_reservation(station: Station, reservation_id: int) -> bool:
    kept = [r for r in station.reservations if r.id != reservation_id]
    cancelled = len(kept) < len(station.reservations)
    station.reservations = kept
    station.update()
    return cancelled


def _verdict(station: Station, wish: Reservation, others: list[Reservation], connector_type: str | None) -> str:
    evses = _asked(station, wish.evse_id)
    enabled = station.settings.boolean("ReservationEnabled")
    if not evses or not enabled or wish.expires_at <= utc_now() or connector_type not in (None, *CONNECTOR_TYPES):
        return "Rejected"
    if all(evse.fault for evse in evses):
        return "Faulted"
    if not any(evse.in_service for evse in evses):
        return "Unavailable"
    return "Accepted" if _places_left(station, evses, others) > 0 else "Occupied"


def _asked(station: Station, evse_id: int) -> list[Evse]:
    if evse_id == 0:
        return station.evses if station.settings.boolean("ReserveConnectorZeroSupported") else []
    return [station.evse(evse_id)] if exists(station, evse_id) else []


def _places_left(station: Station, asked: list[Evse], others: list[Reservation]) -> int:
    """What is free of those asked for, as long as every other reservation still finds its place."""
    own = {r.evse_id for r in others}
    anywhere = sum(r.evse_id == 0 for r in others)
    free = {evse.id for evse in station.evses if evse.free and not evse.car} - own
    return min(len(free & {evse.id for evse in asked}), len(free) - anywhere)
