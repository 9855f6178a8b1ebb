"""Give a reserved connector back: the station is asked, and the reservation ends when it agrees."""

from collections.abc import Callable

from csms.application.cancel_command import cancel_command
from csms.application.find_station import find_station
from csms.application.ports import Ports
from csms.application.read_reservations import find_reservation
from csms.application.send_command import CommandRequest, send_command
from csms.domain import clock, ids
from csms.domain.commands import Command, CommandStatus
from csms.domain.errors import ConflictError
from csms.domain.operations import CancelReservation
from csms.domain.stations import Station


def cancel_reservation(
    ports: Ports,
    reservation_id: str,
    request_of: Callable[[Station, CancelReservation], CommandRequest],
) -> Command:
    """The command that asks the station; where the ReserveNow itself still waits, that one, cancelled.

    Raises NotFoundError; ConflictError where the reservation is not open any more, or the station is offline.
    """
    reservation = find_reservation(ports, reservation_id)
    status = reservation.status_at(clock.to_text(ports.now()))
    if not status.open:
        raise ConflictError(f"the reservation is {status}: only an open one can be cancelled")
    asked = ports.commands.get(reservation.station_key, reservation.id)
    if asked is not None and asked.status is CommandStatus.QUEUED:
        return cancel_command(ports, ids.join(asked.station_key, asked.message_id))
    station = find_station(ports, reservation.identity)
    return send_command(ports, station, request_of(station, CancelReservation(reservation.number)))
