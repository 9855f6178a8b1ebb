"""What the usage of a site says, in plain words."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from csms.application.ports import Ports
from csms.application.rank_stations import read_troubles
from csms.application.read_limits import read_limits
from csms.application.read_shapes import read_distribution
from csms.application.read_usage import Scope, read_history
from csms.domain.sites import Site
from csms.domain.station_ranking import Trouble
from csms.domain.stations import Station
from csms.domain.usage import amounts
from csms.domain.usage.facts import Facts, Finding
from csms.domain.usage.findings import findings
from csms.domain.usage.history import Span

# Each costs a query: of a larger site the stations that were registered first are looked at.
MOST_STATIONS = 100


def find_findings(ports: Ports, site: Site, span: Span, zone: ZoneInfo) -> list[Finding]:
    stations = ports.stations.of_site(site.id)
    places = {place for station in stations for place in _places(station)}
    looked_at = sorted(stations, key=lambda station: station.created_at)[:MOST_STATIONS]
    unused = sorted(place for station in looked_at for place in _unused(ports, station, span))
    return findings(
        Facts(
            history=read_history(ports, Scope(site_id=site.id), span),
            shapes=read_distribution(ports, Scope(site_id=site.id), span, zone),
            zone=zone,
            limit_a=site.limit_a,
            limits=read_limits(ports, site, span),
            connectors=len(places),
            unused=tuple(unused),
            troubled=tuple(_troubled(ports, site, stations, span)),
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


def _troubled(ports: Ports, site: Site, stations: list[Station], span: Span) -> Iterator[tuple[str, Trouble]]:
    names = {station.key: station.identity for station in stations}
    for trouble in read_troubles(ports, site.id, span):
        if trouble.station_key in names:
            yield names[trouble.station_key], trouble


def _name(station: Station, place: str) -> str:
    return f"{station.identity} {place}"
