"""The clock of a reservation: SQS holds a message 15 minutes at most, so a long one goes from hand to hand.

Readers do not wait for it (Reservation.status_at). It comes a little late on purpose: a start in the last second
before the expiry may still be on its way.
"""

from datetime import timedelta
from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.reservations import Reservation, ReservationStatus, become

GRACE = timedelta(seconds=60)
_LONGEST_S = 900


def watch_expiry(ports: Ports, reservation: Reservation) -> None:
    """Before the reservation is stored: whatever breaks then, none stays open for ever."""
    _wait(ports, {
        "task": "expire_reservation",
        "station_key": reservation.station_key,
        "reservation_id": reservation.id,
        "expires_at": reservation.expires_at,
    })  # fmt: skip


def expire_reservation(ports: Ports, task: dict[str, Any]) -> None:
    """Also takes one that was never stored from its station's list. Raises ConcurrentChangeError: to be tried again."""
    reservation = ports.reservations.get(task["reservation_id"])
    if reservation is not None and not reservation.open:
        return
    if clock.parse_stored(task["expires_at"]) + GRACE > ports.now():
        _wait(ports, task)
    elif reservation is None:
        ports.stations.forget_reservations(task["station_key"], {task["reservation_id"]})
    elif expired := become(reservation, ReservationStatus.EXPIRED, reservation.expires_at):
        ports.reservations.change(expired)


def forget_reservation(ports: Ports, task: dict[str, Any]) -> None:
    """One that the station's answer has ended: that answer's transaction could not change the station twice."""
    reservation = ports.reservations.get(task["reservation_id"])
    if reservation is not None and not reservation.open:
        ports.stations.forget_reservations(reservation.station_key, {reservation.id})


def forget_task(reservation: Reservation) -> dict[str, Any]:
    return {"task": "forget_reservation", "reservation_id": reservation.id}


def _wait(ports: Ports, task: dict[str, Any]) -> None:
    left = clock.parse_stored(task["expires_at"]) + GRACE - ports.now()
    ports.queues.after(min(max(int(left.total_seconds()) + 1, 1), _LONGEST_S), task)
