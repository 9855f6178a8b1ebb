"""The outages of a station, and the availability of its connectors."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.errors import NotFoundError
from csms.domain.outages import WHOLE, Availability, Exclusion, Outage, OutageKind, availability
from csms.domain.sites import Site
from csms.domain.stations import Connection, Station, is_online
from csms.domain.usage import amounts
from csms.domain.usage.history import Span
from csms.domain.usage.sessions import epoch_s

Place = tuple[int, int]
# An outage that began earlier and lasts is found among the newest; one that began earlier and has ended since is not.
_LOOKS_BACK_S = 90 * 86_400
MOST_STATIONS = 100


def read_outages(ports: Ports, station: Station, span: Span) -> list[Outage]:
    """Those that touch the span, in the order of their beginnings; the one that lasts, of a station that is silent,
    among them."""
    return _outages(ports, station, _connections(ports, [station]), span)


def read_availability(ports: Ports, station: Station, span: Span) -> tuple[dict[Place, Availability], list[Outage]]:
    """Of each connector that the station has spoken of."""
    outages = read_outages(ports, station, span)
    return _availability(ports, station, outages, span), outages


def read_site_availability(ports: Ports, site: Site, span: Span) -> list[tuple[Station, dict[Place, Availability]]]:
    """Of its stations: a query for each. Of more than MOST_STATIONS those that were registered first are told of."""
    stations = sorted(ports.stations.of_site(site.id), key=lambda station: station.created_at)[:MOST_STATIONS]
    connections = _connections(ports, stations)
    return [
        (station, _availability(ports, station, _outages(ports, station, connections, span), span))
        for station in stations
    ]


def exclude_outage(ports: Ports, station_key: str, outage_id: str, reason: Exclusion | None) -> Outage:
    """Raises NotFoundError."""
    outage = ports.outages.get(station_key, outage_id)
    if outage is None:
        raise NotFoundError("there is no such outage")
    changed = replace(outage, excluded=reason)
    ports.outages.save(changed)
    return changed


def _connections(ports: Ports, stations: list[Station]) -> dict[str, Connection]:
    return ports.connections.get_many([station.connection_id for station in stations if station.connection_id])


def _outages(ports: Ports, station: Station, connections: dict[str, Connection], span: Span) -> list[Outage]:
    first, last = (clock.to_text(amounts.at(at_s)) for at_s in (span.start_s - _LOOKS_BACK_S, span.until_s))
    found = ports.outages.between(station.key, first, last)
    silent = _silence(ports, station, connections)
    known = any(outage.kind is OutageKind.OFFLINE and outage.ended_at is None for outage in found)
    if silent and silent.began_at < last and not known:
        found.append(silent)
    return [outage for outage in found if outage.ended_at is None or epoch_s(outage.ended_at) > span.start_s]


def _availability(ports: Ports, station: Station, outages: list[Outage], span: Span) -> dict[Place, Availability]:
    now_s, known_since_s = int(ports.now().timestamp()), epoch_s(station.created_at)
    places = sorted({(c.evse, c.connector) for c in station.connectors if c.evse})
    return {
        place: availability(span, known_since_s, now_s, [o for o in outages if o.place in (place, WHOLE)])
        for place in places
    }


def _silence(ports: Ports, station: Station, connections: dict[str, Connection]) -> Outage | None:
    """Since its last frame, where that is long ago."""
    connection = connections.get(station.connection_id or "")
    heard = connection.last_seen if connection else station.last_seen
    if heard is None or is_online(connection, ports.now(), ports.heartbeat_interval_s):
        return None
    return Outage(station.key, *WHOLE, OutageKind.OFFLINE, heard)
