"""What a site's connection carries: its peak and its load-duration curve."""

from pydantic import BaseModel

from csms import bootstrap
from csms.application.read_limits import read_limits
from csms.application.read_peak import Share, read_peak
from csms.application.read_usage import Scope, read_history
from csms.domain.usage import load
from csms.domain.usage.amounts import QUARTER_S
from csms.domain.usage.binding import above_s, left_w
from operator_api import routing
from operator_api.analytics_fields import From, OfSite, SpanView, To, shown, site_and_zone, span, text
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


class PeakView(BaseModel):
    """The quarter of an hour with the highest mean power; `power_w` is null where nothing was charged. `limit_w` is
    what was left for charging then, null without a limit.

    `sessions` made it, the largest first; `others_w` comes from sessions that had begun three days before, or are
    beyond the newest 200.
    """

    asked: SpanView
    start: ShownTime | None
    end: ShownTime | None
    power_w: float | None
    limit_w: float | None
    sessions: list[ShareView]
    others_w: float


class PointView(BaseModel):
    """For `percent` of the time the load was at least `power_w`."""

    percent: float
    power_w: float


class LoadDurationView(BaseModel):
    """`limit_w` is the site's own limit of today, null without one; `above_limit_s` and `above_90_percent_s` are
    against what was left for charging at the time."""

    asked: SpanView
    limit_w: float | None
    above_limit_s: int
    above_90_percent_s: int
    items: list[PointView]


@router.get("/api/analytics/peak")
def peak(site: OfSite, start: From = None, until: To = None) -> PeakView:
    """The peak of a site, and the sessions that made it."""
    ports, asked = bootstrap.ports(), span(start, until)
    found, zone = site_and_zone(ports, site, None)
    report = read_peak(ports, site, asked)
    top = report.peak if report else None
    return PeakView(
        asked=shown(asked, zone),
        start=text(top.start_s) if top else None,
        end=text(top.start_s + QUARTER_S) if top else None,
        power_w=round(top.power_w, 3) if top else None,
        limit_w=left_w(read_limits(ports, found, asked), top.start_s) if top else None,
        sessions=[_share(share) for share in report.shares] if report else [],
        others_w=report.others_w if report else 0.0,
    )


@router.get("/api/analytics/load-duration")
def load_duration(site: OfSite, start: From = None, until: To = None) -> LoadDurationView:
    """For how much of the time the load of a site was at least how high, by quarters of an hour."""
    ports, asked = bootstrap.ports(), span(start, until)
    known, zone = site_and_zone(ports, site, None)
    found = read_history(ports, Scope(site_id=site), asked)
    limits = read_limits(ports, known, asked)
    return LoadDurationView(
        asked=shown(asked, zone),
        limit_w=None if known.limit_a is None else load.power_of_w(known.limit_a),
        above_limit_s=above_s(found, limits),
        above_90_percent_s=above_s(found, limits, 0.9),
        items=[PointView(percent=percent, power_w=round(power_w, 3)) for percent, power_w in load.load_duration(found)],
    )


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
