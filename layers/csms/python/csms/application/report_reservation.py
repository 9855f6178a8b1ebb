"""ReservationStatusUpdate of 2.x: the station has ended a reservation by itself (2.0.1 H03, H04)."""

from dataclasses import dataclass

from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.application.reservations_at_station import end_reservation
from csms.domain.reservations import ReservationStatus
from csms.domain.stations import Connection


@dataclass(frozen=True)
class ReportReservation:
    number: int
    status: ReservationStatus
    reason: str | None
    event: RecordStationEvent


def report_reservation(ports: Ports, connection: Connection, report: ReportReservation) -> None:
    """The message itself is kept too."""
    end_reservation(ports, connection.station_key, report.number, report.status, report.reason)
    record_station_event(ports, connection, report.event)
