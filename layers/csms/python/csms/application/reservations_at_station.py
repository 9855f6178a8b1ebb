"""What happens to reservations at a station: one is used, some cannot be used any more, the station ends one."""

from csms.application.ports import Ports
from csms.application.store_once import ATTEMPTS
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.reservations import Reservation, ReservationStatus, Use, become, out_of_order, used_by
from csms.domain.stations import Station
from csms.domain.tokens import Token
from csms.domain.transactions import TransactionEvent


def reservation_used(
    ports: Ports, station: Station, event: TransactionEvent, token: Token | None, transaction_id: str
) -> Reservation | None:
    """The open reservation that this start uses up, as used; for the transaction's own write to carry."""
    if not station.open_reservations:
        return None
    use = Use(
        number=event.reservation_id,
        evse=event.evse,
        token=event.token,
        group_id=token.group_id if token else None,
        at=event.occurred_at,
    )
    found = used_by(_all_of(ports, station), use)
    return become(found, ReservationStatus.USED, event.occurred_at, transaction_id=transaction_id) if found else None


def release_unusable(ports: Ports, station: Station) -> None:
    """A reservation ends where its connector is Faulted or Unavailable (1.6 §5.13, 2.0.1 H01.FR.16, .17)."""
    if not station.open_reservations:
        return
    now = clock.to_text(ports.now())
    for reservation in out_of_order(_all_of(ports, station), station.connectors):
        _end(ports, reservation, ReservationStatus.RELEASED, now, "out_of_order")


def end_reservation(ports: Ports, station_key: str, number: int, status: ReservationStatus, reason: str | None) -> None:
    """As the station reports it; of one that is not open here nothing changes."""
    station = ports.stations.get(station_key)
    if station is None or not station.open_reservations:
        return
    for reservation in _all_of(ports, station):
        if reservation.number == number:
            _end(ports, reservation, status, clock.to_text(ports.now()), reason)


def _all_of(ports: Ports, station: Station) -> list[Reservation]:
    return ports.reservations.get_many(sorted(station.open_reservations))


def _end(ports: Ports, reservation: Reservation | None, status: ReservationStatus, at: str, reason: str | None) -> None:
    for _ in range(ATTEMPTS):
        ended = become(reservation, status, at, reason) if reservation else None
        if ended is None:
            return
        try:
            return ports.reservations.change(ended)
        except ConcurrentChangeError:
            reservation = ports.reservations.get(ended.id)
    raise ConcurrentChangeError("the reservation kept changing")
