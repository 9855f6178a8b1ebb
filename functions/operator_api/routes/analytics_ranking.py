"""Which stations need attention first."""

from pydantic import BaseModel

from csms import bootstrap
from csms.application.rank_stations import RankedStation, rank_stations
from csms.application.read_usage import find_site
from operator_api import routing
from operator_api.analytics_fields import From, To, Whose, span
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit

router = routing.router()


class RankedStationView(BaseModel):
    """`score` is hours out of order, and 1 for each fault and each silence, 1/2 for each boot, 1/4 for each day with
    messages that deviated. `silent` is now. `site` is where it hangs today."""

    station: str
    site: str | None
    score: float
    silent: bool
    out_of_order_s: int
    faults: int
    silences: int
    reboots: int
    deviant_days: int


class RankingView(BaseModel):
    """The worst first; `troubled` is how many stations had any trouble."""

    troubled: int
    items: list[RankedStationView]
    next_cursor: str | None


@router.get("/api/analytics/station-health")
def ranking(
    site: Whose = None, start: From = None, until: To = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> RankingView:
    """The stations of a site, or all, with what went wrong in the weeks (from Monday, UTC) that were asked for; outages
    count in the week in which they began, their seconds once they have ended. A station without any trouble is not in
    it."""
    ports, asked = bootstrap.ports(), span(start, until)
    if site:
        find_site(ports, site)
    found = rank_stations(ports, site, asked, limit, cursor)
    items = [_view(ranked) for ranked in found.items]
    return RankingView(troubled=found.stations, items=items, next_cursor=found.next_cursor)


def _view(ranked: RankedStation) -> RankedStationView:
    trouble, station = ranked.trouble, ranked.station
    return RankedStationView(
        station=station.identity if station else trouble.station_key,
        site=station.site_id if station else None,
        score=round(trouble.score, 2),
        silent=ranked.silent,
        **{name: getattr(trouble, name) for name in vars(trouble) if name != "station_key"},
    )
