"""Availability per connector as the regulators count it, and the outages that it is made of."""

from pydantic import BaseModel

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.read_outages import exclude_outage, read_availability, read_site_availability
from csms.domain.ids import key_of
from csms.domain.outages import Availability, Exclusion, Outage, together
from operator_api import routing
from operator_api.analytics_fields import From, OfSite, SpanView, To, shown, site_and_zone, span, text
from operator_api.fields import Body, PathName, ShownTime

router = routing.router()


class OutageView(BaseModel):
    """`evse` and `connector` 0: the whole station. `ended_at` is null while it lasts. `excluded` says why it does not
    count."""

    id: str
    evse: int
    connector: int
    kind: str
    error_code: str | None
    began_at: ShownTime
    ended_at: ShownTime | None
    excluded: str | None


class ConnectorAvailabilityView(BaseModel):
    """`uptime_percent` = (known - (outage - excluded)) / known, null where nothing is known."""

    evse: int
    connector: int
    known_minutes: float
    outage_minutes: float
    excluded_minutes: float
    uptime_percent: float | None


class AvailabilityView(BaseModel):
    """From the first hour asked for, or the station's registration, until the last, or now."""

    station: str
    start: ShownTime
    end: ShownTime
    connectors: list[ConnectorAvailabilityView]
    outages: list[OutageView]


class StationAvailabilityView(BaseModel):
    station: str
    connectors: list[ConnectorAvailabilityView]


class SiteAvailabilityView(BaseModel):
    """`uptime_percent` is over the time of all connectors, null where nothing is known."""

    asked: SpanView
    uptime_percent: float | None
    items: list[StationAvailabilityView]


class ExclusionBody(Body):
    """`excluded` null counts the outage again."""

    takes_null = frozenset({"excluded"})
    excluded: Exclusion | None


@router.get("/api/analytics/availability/<identity>")
def availability(identity: PathName, start: From = None, until: To = None) -> AvailabilityView:
    """The uptime of each connector of a station, by NEVI's formula (23 CFR 680.116(b)), and its outages.

    Out of order is Faulted, Unavailable, or not heard of for two heartbeats and four minutes: the reconnect that the
    platform asks for every two hours is no outage.
    """
    ports, asked = bootstrap.ports(), span(start, until)
    station = find_station(ports, identity)
    found, outages = read_availability(ports, station, asked)
    return AvailabilityView(
        station=station.identity,
        start=text(asked.start_s),
        end=text(asked.until_s),
        connectors=[_connector(place, made) for place, made in found.items()],
        outages=[_outage(outage) for outage in outages],
    )


@router.get("/api/analytics/availability")
def site_availability(site: OfSite, start: From = None, until: To = None) -> SiteAvailabilityView:
    """The uptime of every connector of a site, as that of a station is counted: of the 100 stations that were
    registered first."""
    ports, asked = bootstrap.ports(), span(start, until)
    known, zone = site_and_zone(ports, site, None)
    found = read_site_availability(ports, known, asked)
    whole = together(made for _, connectors in found for made in connectors.values())
    items = [
        StationAvailabilityView(
            station=station.identity, connectors=[_connector(place, made) for place, made in connectors.items()]
        )
        for station, connectors in found
    ]
    return SiteAvailabilityView(asked=shown(asked, zone), uptime_percent=_percent(whole), items=items)


@router.put("/api/stations/<identity>/outages/<outage_id>")
def exclude(identity: PathName, outage_id: PathName, body: ExclusionBody) -> OutageView:
    """Say why an outage does not count: `utility`, `vehicle`, `scheduled_maintenance`, `vandalism`,
    `natural_disaster`, `out_of_hours`."""
    return _outage(exclude_outage(bootstrap.ports(), key_of(identity), outage_id, body.excluded))


def _connector(place: tuple[int, int], made: Availability) -> ConnectorAvailabilityView:
    return ConnectorAvailabilityView(
        evse=place[0],
        connector=place[1],
        known_minutes=round(made.known_s / 60, 2),
        outage_minutes=round(made.outage_s / 60, 2),
        excluded_minutes=round(made.excluded_s / 60, 2),
        uptime_percent=_percent(made),
    )


def _percent(made: Availability) -> float | None:
    return None if made.uptime_percent is None else round(made.uptime_percent, 4)


def _outage(outage: Outage) -> OutageView:
    return OutageView(**{name: getattr(outage, name) for name in OutageView.model_fields})
