"""A station leaves: its socket is closed, and it may not come back.

What it did stays (sessions, commands, events, transfers); what is known of its insides goes, for another may come
under its name.
"""

from csms.application.find_station import find_station
from csms.application.ports import Ports
from csms.domain.stations import Station


def remove_station(ports: Ports, identity: str) -> None:
    """Raises NotFoundError. A removal that was cut short can be asked for again: the station itself goes last."""
    station = find_station(ports, identity)
    _forget(ports, station)
    ports.stations.remove(station)
    if station.connection_id:
        ports.link.close(station.connection_id)
    if station.site_id:
        ports.queues.request_plan(station.site_id)


def _forget(ports: Ports, station: Station) -> None:
    ports.configurations.remove(station.key)
    ports.local_lists.remove(station.key)
    ports.station_certificates.remove(station.key)
    held = ports.installed_profiles.of_station(station.key)
    ports.installed_profiles.remove(station.key, [installed.message_id for installed in held])
