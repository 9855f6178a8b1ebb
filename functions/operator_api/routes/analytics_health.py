"""How a station is: what it reports, its clock, its line, and what is wrong with it."""

from datetime import timedelta
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.read_station_health import read_station_health
from csms.domain.clock_skew import ClockSkew
from csms.domain.link_quality import LinkQuality
from csms.domain.station_health import findings
from operator_api import routing
from operator_api.analytics_fields import To, span, text
from operator_api.fields import PathName, ShownTime, Time
from operator_api.routes.analytics_findings import FindingView, told

router = routing.router()
_DEFAULT = timedelta(days=30)
_From = Annotated[Time | None, Query(alias="from", description="30 days before `to`, unless given. Whole hours count.")]


class ClockView(BaseModel):
    """`offset_s` is the median of received - occurred of `readings` messages that came as they were made: positive
    where the station's clock is behind. `spread_s` is from the first quartile to the third."""

    offset_s: float
    spread_s: float
    readings: int


class LinkView(BaseModel):
    """`connections_per_day` is over the newest `logins` (8 are kept), null for fewer than 4; the platform asks for 12 a
    day. `takeovers` found the old connection still open. Silences are longer than two heartbeats and four minutes."""

    logins: int
    connections_per_day: float | None
    beyond_platform_per_day: float | None
    takeovers: int
    silences: int
    longest_silence_s: int
    silent: bool


class DeviantDayView(BaseModel):
    day: str
    deviations: dict[str, int]


class StationHealthView(BaseModel):
    """`deviations` from the schema are counted by name, and by UTC day, both ends whole. `clock` is null where it
    cannot be told; `impossible_times` are sessions among the newest whose times had to be replaced. `refusals` are
    connections under its identity that were refused, the last of them in the time asked for."""

    station: str
    start: ShownTime
    end: ShownTime
    faults: int
    reboots: int
    deviations: dict[str, int]
    deviations_by_day: list[DeviantDayView]
    clock: ClockView | None
    impossible_times: int
    link: LinkView
    refusals: int
    findings: list[FindingView]


@router.get("/api/analytics/station-health/<identity>")
def station_health(identity: PathName, start: _From = None, until: To = None) -> StationHealthView:
    """The health of a station, and what is wrong with it.

    Told are: three faults, or three boots, and more than one a week; a deviation a day; a clock off by 60 s, or
    unsteady by 60 s, or with times that cannot be; 6 connections a day beyond the platform's 12; 3 takeovers among the
    newest logins; a silence of an hour, or now; 3 refused connections.
    """
    ports, asked = bootstrap.ports(), span(start, until, _DEFAULT)
    station = find_station(ports, identity)
    health = read_station_health(ports, station, asked)
    return StationHealthView(
        station=station.identity,
        start=text(asked.start_s),
        end=text(asked.until_s),
        faults=health.faults,
        reboots=health.reboots,
        deviations=health.deviations,
        deviations_by_day=[DeviantDayView(day=day.day, deviations=dict(day.deviations)) for day in health.deviant],
        clock=_clock(health.clock),
        impossible_times=health.impossible_times,
        link=_link(health.link),
        refusals=health.refusals,
        findings=told(findings(health)),
    )


def _clock(skew: ClockSkew | None) -> ClockView | None:
    return None if skew is None else ClockView(**vars(skew))


def _link(link: LinkQuality) -> LinkView:
    return LinkView(**{name: getattr(link, name) for name in LinkView.model_fields})
