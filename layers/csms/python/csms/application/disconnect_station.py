"""A socket closed: forget it, unless a newer one has long taken its place."""

from csms.application.ports import Ports


def disconnect_station(ports: Ports, connection_id: str) -> str | None:
    """The key of the station that it was; None for a connection that is forgotten already."""
    connection = ports.connections.get(connection_id)
    if connection is None:
        return None
    if ports.stations.release(connection, ports.now()) and connection.site_id:
        ports.queues.request_plan(connection.site_id)
    return connection.station_key
