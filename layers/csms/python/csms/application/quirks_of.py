"""What the station models say about one station."""

from csms.application.ports import Ports
from csms.domain.quirks import Quirks
from csms.domain.station_models import Resolved, resolve
from csms.domain.stations import Station


def quirks_of(ports: Ports, station: Station) -> Quirks:
    return resolved_for(ports, station).quirks


def resolved_for(ports: Ports, station: Station) -> Resolved:
    """By what the station said of itself when it booted; nothing for one that never has."""
    return resolve(ports.station_models.all(), station) if station.boot else Resolved()
