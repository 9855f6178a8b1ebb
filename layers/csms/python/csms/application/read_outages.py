"""The outages of a station, and the availability of its connectors."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.errors import NotFoundError
from csms.domain.outages import WHOLE, Availability, Exclusion, Outage, OutageKind, availability
from csms.domain.stations import Station, is_online
from csms.domain.usage import amounts
from csms.domain.usage.history import Span
from csms.domain.usage.sessions import epoch_s

Place = tuple[int, int]
# An outage that began earlier and lasts is found among the newest; one that began earlier and has ended since is not.
_LOOKS_BACK_S = 90 * 86_400


def read_outages(ports: Ports, station: Station, span: Span) -> list[Outage]:
    """Those that touch the span, in the order of their beginnings; the one that lasts, of a station that is silent,
    among them."""
    first, last = (clock.to_text(amounts.at(at_s)) for at_s in (span.start_s - _LOOKS_BACK_S, span.until_s))
    found = ports.outages.between(station.key, first, last)
    if silent := _silence(ports, station):
        found.append(silent)
    return [outage for outage in found if outage.ended_at is None or epoch_s(outage.ended_at) > span.start_s]


def read_availability(ports: Ports, station: Station, span: Span) -> tuple[dict[Place, Availability], list[Outage]]:
    """Of each connector that the station has spoken of."""
    outages, now_s = read_outages(ports, station, span), int(ports.now().timestamp())
    known_since_s = epoch_s(station.created_at)
    places = sorted({(c.evse, c.connector) for c in station.connectors if c.evse})
    return {
        place: availability(span, known_since_s, now_s, [o for o in outages if o.place in (place, WHOLE)])
        for place in places
    }, outages


def exclude_outage(ports: Ports, station_key: str, outage_id: str, reason: Exclusion | None) -> Outage:
    """Raises NotFoundError."""
    outage = ports.outages.get(station_key, outage_id)
    if outage is None:
        raise NotFoundError("there is no such outage")
    changed = replace(outage, excluded=reason)
    ports.outages.save(changed)
    return changed


def _silence(ports: Ports, station: Station) -> Outage | None:
    """Since its last frame, where that is long ago."""
    known = ports.connections.get_many([station.connection_id]) if station.connection_id else {}
    connection = known.get(station.connection_id or "")
    heard = connection.last_seen if connection else station.last_seen
    if heard is None or is_online(connection, ports.now(), ports.heartbeat_interval_s):
        return None
    return Outage(station.key, *WHOLE, OutageKind.OFFLINE, heard)
