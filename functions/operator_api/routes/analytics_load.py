"""What a connection carries: its peak and its load-duration curve."""

from zoneinfo import ZoneInfo

from pydantic import BaseModel

from csms import bootstrap
from csms.application.ports import Ports
from csms.application.read_limits import read_limits
from csms.application.read_peak import Share, read_peak
from csms.application.read_usage import Scope, read_history, zone_of
from csms.domain.usage import load
from csms.domain.usage.amounts import QUARTER_S
from csms.domain.usage.binding import above_s, left_w
from csms.domain.usage.history import Span
from csms.domain.usage.limits import LimitHistory
from operator_api import routing
from operator_api.analytics_fields import From, SpanView, To, Whose, scope, shown, site_and_zone, span, text
from operator_api.fields import ShownTime

router = routing.router()


class ShareView(BaseModel):
    """A session in the quarter of an hour of the peak, and its mean power in it."""

    transaction_id: str
    station: str
    evse: int | None
    token: str | None
    started_at: ShownTime
    power_w: float


class SiteShareView(BaseModel):
    """Its mean power in the quarter of an hour of the peak."""

    site: str
    power_w: float


class PeakView(BaseModel):
    """The quarter of an hour with the highest mean power; `power_w` is null where nothing was charged. `limit_w` is
    what was left for charging then, null without a limit.

    `sessions` made it, the largest first; `others_w` comes from sessions that had begun three days before, or are
    beyond the newest 200. `sites` made the operator's, of the 100 newest; empty for a site or a station.
    """

    asked: SpanView
    start: ShownTime | None
    end: ShownTime | None
    power_w: float | None
    limit_w: float | None
    sessions: list[ShareView]
    others_w: float
    sites: list[SiteShareView]


class PointView(BaseModel):
    """For `percent` of the time the load was at least `power_w`."""

    percent: float
    power_w: float


class LoadDurationView(BaseModel):
    """`above_limit_s` and `above_90_percent_s` are against what was left for charging at the time: of a site only."""

    asked: SpanView
    above_limit_s: int | None
    above_90_percent_s: int | None
    items: list[PointView]


@router.get("/api/analytics/peak")
def peak(site: Whose = None, station: Whose = None, start: From = None, until: To = None) -> PeakView:
    """The peak of a station, a site or of everything, and what made it."""
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, None)
    zone, limits = _zone_and_limits(ports, whose, asked)
    report = read_peak(ports, whose, asked)
    top = report.peak if report else None
    return PeakView(
        asked=shown(asked, zone),
        start=text(top.start_s) if top else None,
        end=text(top.start_s + QUARTER_S) if top else None,
        power_w=round(top.power_w, 3) if top else None,
        limit_w=left_w(limits, top.start_s) if top and limits else None,
        sessions=[_share(share) for share in report.shares] if report else [],
        others_w=report.others_w if report else 0.0,
        sites=[SiteShareView(site=site_id, power_w=round(w, 3)) for site_id, w in report.sites] if report else [],
    )


@router.get("/api/analytics/load-duration")
def load_duration(site: Whose = None, station: Whose = None, start: From = None, until: To = None) -> LoadDurationView:
    """For how much of the time the load of a station, a site or of everything was at least how high, by quarters of an
    hour."""
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, None)
    zone, limits = _zone_and_limits(ports, whose, asked)
    found = read_history(ports, whose, asked)
    return LoadDurationView(
        asked=shown(asked, zone),
        above_limit_s=above_s(found, limits) if limits else None,
        above_90_percent_s=above_s(found, limits, 0.9) if limits else None,
        items=[PointView(percent=percent, power_w=round(power_w, 3)) for percent, power_w in load.load_duration(found)],
    )


def _zone_and_limits(ports: Ports, whose: Scope, asked: Span) -> tuple[ZoneInfo, LimitHistory | None]:
    """Only a site has limits."""
    if whose.site_id is None:
        return zone_of(ports, whose, None), None
    site, zone = site_and_zone(ports, whose.site_id, None)
    return zone, read_limits(ports, site, asked)


def _share(share: Share) -> ShareView:
    session = share.transaction
    return ShareView(
        transaction_id=session.id,
        station=session.identity,
        evse=session.evse,
        token=session.token,
        started_at=session.started_at,
        power_w=round(share.power_w, 3),
    )
