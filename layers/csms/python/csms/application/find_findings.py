"""What the usage of a site, or of the whole operator, says in plain words."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from csms.application.ports import Ports
from csms.application.rank_stations import read_troubles
from csms.application.read_limits import read_limits
from csms.application.read_places import read_places
from csms.application.read_shapes import read_distribution
from csms.application.read_usage import Scope, read_history
from csms.domain.sites import Site
from csms.domain.station_ranking import Trouble
from csms.domain.stations import Station
from csms.domain.usage import amounts
from csms.domain.usage.facts import Facts, Finding
from csms.domain.usage.findings import MOST_TROUBLED, findings
from csms.domain.usage.history import Span

# Each costs a query: of a larger site the stations that were registered first are looked at.
MOST_STATIONS = 100


def find_findings(ports: Ports, site: Site, span: Span, zone: ZoneInfo) -> list[Finding]:
    """Of a site: a query for each of its stations beside the rest."""
    stations = ports.stations.of_site(site.id)
    looked_at = sorted(stations, key=lambda station: station.created_at)[:MOST_STATIONS]
    unused = sorted(place for station in looked_at for place in _unused(ports, station, span))
    return findings(
        Facts(
            history=read_history(ports, Scope(site_id=site.id), span),
            shapes=read_distribution(ports, Scope(site_id=site.id), span, zone),
            zone=zone,
            limit_a=site.limit_a,
            limits=read_limits(ports, site, span),
            connectors=len({place for station in stations for place in _places(station)}),
            unused=tuple(unused),
            troubled=tuple(_named(read_troubles(ports, site.id, span), stations)),
        )
    )


def find_common_findings(ports: Ports, span: Span, zone: ZoneInfo) -> list[Finding]:
    """Of everything there is, in as many queries as a question about it: without what only a site's limits and single
    connectors can tell."""
    troubles, places = read_troubles(ports, None, span)[:MOST_TROUBLED], read_places(ports, Scope())
    stations = ports.stations.get_many([trouble.station_key for trouble in troubles])
    return findings(
        Facts(
            history=read_history(ports, Scope(), span),
            shapes=read_distribution(ports, Scope(), span, zone),
            zone=zone,
            connectors=places.connectors if places else 0,
            troubled=tuple(_named(troubles, stations.values())),
        )
    )


def _places(station: Station) -> set[str]:
    return {_name(station, f"{c.evse}/{c.connector}") for c in station.connectors if c.evse}


def _unused(ports: Ports, station: Station, span: Span) -> Iterator[str]:
    """The connectors at which nobody was plugged in."""
    first, last = amounts.day_text(span.days[0]), amounts.day_text(span.days[-1])
    items = ports.usage.between(amounts.station(station.key), first, f"{last}#~")
    used = {_name(station, period.partition("#")[2]) for period, sums in items if any(name[0] == "o" for name in sums)}
    yield from _places(station) - used


def _named(troubles: Iterable[Trouble], stations: Iterable[Station]) -> Iterator[tuple[str, Trouble]]:
    """Those of `stations`."""
    names = {station.key: station.identity for station in stations}
    for trouble in troubles:
        if trouble.station_key in names:
            yield names[trouble.station_key], trouble


def _name(station: Station, place: str) -> str:
    return f"{station.identity} {place}"
