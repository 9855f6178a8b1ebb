"""A station leaves: its socket is closed, and it may not come back. Its transactions stay,
its settings are forgotten."""

from csms.application.find_station import find_station
from csms.application.ports import Ports


def remove_station(ports: Ports, identity: str) -> None:
    """Raises NotFoundError."""
    station = find_station(ports, identity)
    ports.stations.remove(station)
    ports.configurations.remove(station.key)
    ports.local_lists.remove(station.key)
    if station.connection_id:
        ports.link.close(station.connection_id)
    if station.site_id:
        ports.queues.request_plan(station.site_id)
