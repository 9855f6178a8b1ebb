"""The sums of usage of a connector, a station, a site or everything: one query; 16 for everything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from csms.application.ports import Ports
from csms.domain import sites
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.sites import Site
from csms.domain.usage import amounts
from csms.domain.usage.history import History, Span, history

LONGEST = timedelta(days=400)
# Sorts after every place at a station.
_LAST_PLACE = "#~"


@dataclass(frozen=True)
class Scope:
    """Whose usage: of a connector (with its station), a station, a site, or of the whole operator where all are None.
    `connector` is (evse, connector)."""

    site_id: str | None = None
    station_key: str | None = None
    connector: tuple[int, int] | None = None

    @property
    def owners(self) -> list[str]:
        """Who has the sums, as `amounts` names them: the operator's are in shards."""
        if self.station_key:
            return [amounts.station(self.station_key)]
        if self.site_id:
            return [amounts.site(self.site_id)]
        return [amounts.operator(shard) for shard in range(amounts.SHARDS)]


def span_of(start: datetime, until: datetime) -> Span:
    """Raises InvalidError naming `to` where it is not after `start`, or longer than LONGEST after it."""
    if not start < until:
        raise InvalidError("must be after from", "to")
    if until - start > LONGEST:
        raise InvalidError(f"at most {LONGEST.days} days after from", "to")
    return Span.of(start, until)


def read_history(ports: Ports, scope: Scope, span: Span) -> History:
    first, last = amounts.day_text(span.days[0]), amounts.day_text(span.days[-1]) + _LAST_PLACE
    place = "#{}/{}".format(*scope.connector) if scope.connector else ""
    items = (item for owner in scope.owners for item in ports.usage.between(owner, first, last))
    return history(span, [item for item in items if item[0].endswith(place)])


def find_site(ports: Ports, site_id: str) -> Site:
    """Raises NotFoundError."""
    site = ports.sites.get(site_id)
    if site is None:
        raise NotFoundError(f"there is no site {site_id}")
    return site


def zone_of(ports: Ports, scope: Scope, name: str | None) -> ZoneInfo:
    """The zone that was asked for, else the site's, else UTC. Raises InvalidError, NotFoundError."""
    if name:
        return sites.zone(Site("", "", "", name))
    site_id = scope.site_id
    if scope.station_key:
        station = ports.stations.get(scope.station_key)
        if station is None:
            raise NotFoundError("there is no such station")
        site_id = station.site_id
    site = find_site(ports, site_id) if site_id else None
    return sites.zone(site) if site else ZoneInfo("UTC")
