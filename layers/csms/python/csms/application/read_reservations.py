"""Reservations as operators ask for them."""

from csms.application.list_filtered import fill_page
from csms.application.ports import Page, Ports, ReservationFilter
from csms.domain import clock
from csms.domain.errors import NotFoundError
from csms.domain.reservations import Reservation


def find_reservation(ports: Ports, reservation_id: str) -> Reservation:
    """Raises NotFoundError."""
    found = ports.reservations.get(reservation_id)
    if found is None:
        raise NotFoundError(f"there is no reservation {reservation_id}")
    return found


def list_reservations(ports: Ports, wanted: ReservationFilter, limit: int, cursor: str | None) -> Page[Reservation]:
    """Newest first; open is what is open now, also where its expiry has not been written down yet."""
    now = clock.to_text(ports.now())

    def fits(reservation: Reservation) -> bool:
        return wanted.open in (None, reservation.status_at(now).open)

    return fill_page(lambda size, after: ports.reservations.page(wanted, size, after), fits, limit, cursor)
