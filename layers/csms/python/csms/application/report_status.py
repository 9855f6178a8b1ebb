"""StatusNotification: the newest status of each connector wins, whatever order they come in."""

from dataclasses import dataclass, replace

from csms.application.ports import Ports
from csms.application.reservations_at_station import release_unusable
from csms.application.suspect_transactions import suspect_others_on
from csms.domain import clock
from csms.domain.reservations import OUT_OF_ORDER
from csms.domain.stations import Connection, Connector

AVAILABLE = "Available"


@dataclass(frozen=True)
class ReportStatus:
    """`connector.reported_at` is empty where the station gave no time that can be read."""

    connector: Connector


def report_status(ports: Ports, connection: Connection, report: ReportStatus) -> None:
    """A time from the future is the station's wrong clock: it would mask every later status."""
    if report.connector.evse < 0 or report.connector.connector < 0:
        return
    now = clock.to_text(ports.now())
    claimed = report.connector.reported_at
    reported_at = claimed if claimed and claimed <= now else now
    connector = replace(report.connector, reported_at=reported_at)
    station = ports.stations.record_connector(connection.station_key, connector)
    if station is None:
        return
    if connector.status == AVAILABLE:
        suspect_others_on(ports, station, connector.evse)
    if connector.status in OUT_OF_ORDER:
        release_unusable(ports, station)
