"""The stations with troubles, the worst first: a query per MB of them (some 10,000 weeks of a station), and those of
the page read with their connections."""

from dataclasses import dataclass

from csms.application.ports import Ports
from csms.domain.errors import InvalidError
from csms.domain.station_ranking import Trouble, ranked
from csms.domain.stations import Station, is_online
from csms.domain.usage import amounts
from csms.domain.usage.history import Span

_LAST_STATION = "#\U0010ffff"


@dataclass(frozen=True)
class RankedStation:
    """`station` is None where it has been removed since; `silent` is now."""

    trouble: Trouble
    station: Station | None
    silent: bool


@dataclass(frozen=True)
class Ranking:
    """`stations` had troubles; `next_cursor` is None on the last page."""

    stations: int
    items: list[RankedStation]
    next_cursor: str | None


def rank_stations(ports: Ports, site_id: str | None, span: Span, limit: int, cursor: str | None) -> Ranking:
    """Of the weeks that the span touches. Raises InvalidError naming the cursor."""
    found, start = read_troubles(ports, site_id, span), _start(cursor)
    items = _shown(ports, found[start : start + limit])
    return Ranking(len(found), items, str(start + limit) if start + limit < len(found) else None)


def read_troubles(ports: Ports, site_id: str | None, span: Span) -> list[Trouble]:
    """At a site, or everywhere; the worst first."""
    owner = amounts.site(site_id) if site_id else amounts.EVERYWHERE
    first, last = amounts.week_text(span.days[0]), amounts.week_text(span.days[-1])
    return ranked(ports.usage.between(amounts.troubles(owner), first, last + _LAST_STATION))


def _shown(ports: Ports, troubles: list[Trouble]) -> list[RankedStation]:
    stations = ports.stations.get_many([trouble.station_key for trouble in troubles])
    ids = [station.connection_id for station in stations.values() if station.connection_id]
    connections = ports.connections.get_many(ids)

    def silent(station: Station) -> bool:
        connection = connections.get(station.connection_id or "")
        return not is_online(connection, ports.now(), ports.heartbeat_interval_s)

    pairs = ((trouble, stations.get(trouble.station_key)) for trouble in troubles)
    return [RankedStation(trouble, station, station is not None and silent(station)) for trouble, station in pairs]


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise InvalidError("the cursor is not one that this list has given", "cursor")
    return int(cursor)
