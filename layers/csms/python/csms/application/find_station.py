"""The station that an identity names, however it is spelled."""

from csms.application.ports import Ports
from csms.domain.errors import ConflictError, NotFoundError
from csms.domain.ids import key_of
from csms.domain.stations import OcppVersion, Station


def find_station(ports: Ports, identity: str) -> Station:
    """Raises NotFoundError."""
    station = ports.stations.get(key_of(identity))
    if station is None:
        raise NotFoundError(f"there is no station {identity}")
    return station


def version_of(station: Station) -> OcppVersion:
    """The version that the station spoke last. Raises ConflictError for one that never connected."""
    if station.ocpp_version is None:
        raise ConflictError(f"station {station.identity} has never connected: its OCPP version is not known yet")
    return station.ocpp_version
