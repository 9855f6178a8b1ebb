"""The connectors that there are to use, as their stations have spoken of them until now."""

from csms.application.ports import Ports
from csms.application.read_usage import Scope
from csms.domain.stations import Station
from csms.domain.usage.places import Places
from csms.domain.usage.sessions import epoch_s

_PAGE, _MOST_PAGES = 100, 20


def read_places(ports: Ports, whose: Scope) -> Places | None:
    """Of stations as they hang today, each from its registration on. None where the operator has more than 2,000."""
    stations = _stations(ports, whose)
    if stations is None:
        return None
    known = ((epoch_s(station.created_at), _connectors(station, whose)) for station in stations)
    return Places(tuple(place for place in known if place[1]), int(ports.now().timestamp()))


def _stations(ports: Ports, whose: Scope) -> list[Station] | None:
    if whose.station_key:
        station = ports.stations.get(whose.station_key)
        return [station] if station else []
    return ports.stations.of_site(whose.site_id) if whose.site_id else _all(ports)


def _all(ports: Ports) -> list[Station] | None:
    found, cursor = list[Station](), None
    for _ in range(_MOST_PAGES):
        page = ports.stations.page(_PAGE, cursor)
        found += page.items
        if (cursor := page.next_cursor) is None:
            return found
    return None


def _connectors(station: Station, whose: Scope) -> int:
    places = {(connector.evse, connector.connector) for connector in station.connectors if connector.evse}
    return len(places & {whose.connector} if whose.connector else places)
