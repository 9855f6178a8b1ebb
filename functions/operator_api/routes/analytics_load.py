"""What a site's connection carries: its peak, its load-duration curve, and what another size would have done."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from csms import bootstrap
from csms.application.read_peak import Share, read_peak
from csms.application.read_usage import Scope, read_history
from csms.domain.usage import load
from csms.domain.usage.amounts import QUARTER_S
from csms.domain.usage.history import History
from operator_api import routing
from operator_api.analytics_fields import From, OfSite, SpanView, To, shown, site_and_zone, span, text
from operator_api.fields import ShownTime

router = routing.router()
# Of the site's own limit, in per cent.
_SIZES = (25, 50, 75, 90, 100, 110, 125, 150, 200)


class ShareView(BaseModel):
    """A session in the quarter of an hour of the peak, and its mean power in it."""

    transaction_id: str
    station: str
    evse: int | None
    token: str | None
    started_at: ShownTime
    power_w: float


class PeakView(BaseModel):
    """The quarter of an hour with the highest mean power; `power_w` is null where nothing was charged.

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
    """`above_limit_s` and `above_90_percent_s` are against the site's limit, null without one."""

    asked: SpanView
    limit_w: float | None
    above_limit_s: int | None
    above_90_percent_s: int | None
    items: list[PointView]


class ConnectionView(BaseModel):
    """A connection of `limit_w` (three phases at 230 V of `limit_a`): how often, for how long, and by how much energy
    the cars wanted more than it carries."""

    limit_a: float
    limit_w: float
    times: int
    limited_s: int
    held_back_wh: float


class ConnectionsView(BaseModel):
    """`own` is the site's limit as it is, null without one. `unhindered_peak_w` is the smallest connection that holds
    nobody back. Demand is each car at the most power that it showed, from its arrival until it had its energy. What is
    held back is charged later and may push other cars, which is not in `held_back_wh`:
    `POST /api/sites/{id}/simulations` plays it out.
    """

    asked: SpanView
    own: ConnectionView | None
    unhindered_peak_w: float
    items: list[ConnectionView]


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
        limit_w=None if found.limit_a is None else load.power_of_w(found.limit_a),
        sessions=[_share(share) for share in report.shares] if report else [],
        others_w=report.others_w if report else 0.0,
    )


@router.get("/api/analytics/load-duration")
def load_duration(site: OfSite, start: From = None, until: To = None) -> LoadDurationView:
    """For how much of the time the load of a site was at least how high, by quarters of an hour."""
    ports, asked = bootstrap.ports(), span(start, until)
    known, zone = site_and_zone(ports, site, None)
    found = read_history(ports, Scope(site_id=site), asked)
    limit_w = None if known.limit_a is None else load.power_of_w(known.limit_a)
    return LoadDurationView(
        asked=shown(asked, zone),
        limit_w=limit_w,
        above_limit_s=None if limit_w is None else load.above_s(found, limit_w),
        above_90_percent_s=None if limit_w is None else load.above_s(found, 0.9 * limit_w),
        items=[PointView(percent=percent, power_w=round(power_w, 3)) for percent, power_w in load.load_duration(found)],
    )


@router.get("/api/analytics/connection")
def connection(
    site: OfSite,
    start: From = None,
    until: To = None,
    limit_a: Annotated[
        list[Annotated[float, Field(gt=0, le=100_000)]] | None,
        Query(max_length=20, description="Sizes to look at, in A per phase; parts of the site's limit unless given."),
    ] = None,
) -> ConnectionsView:
    """How long the site's limit held cars back, and what a smaller or larger connection would have done."""
    ports, asked = bootstrap.ports(), span(start, until)
    known, zone = site_and_zone(ports, site, None)
    found = read_history(ports, Scope(site_id=site), asked)
    sizes = limit_a or [known.limit_a * percent / 100 for percent in _SIZES if known.limit_a]
    return ConnectionsView(
        asked=shown(asked, zone),
        own=_connection(known.limit_a, found) if known.limit_a else None,
        unhindered_peak_w=round(load.unhindered_peak_w(found), 3),
        items=[_connection(size_a, found) for size_a in sorted(sizes)],
    )


def _connection(limit_a: float, found: History) -> ConnectionView:
    made = load.connection(found, load.power_of_w(limit_a))
    return ConnectionView(
        limit_a=limit_a,
        limit_w=made.limit_w,
        times=made.times,
        limited_s=made.limited_s,
        held_back_wh=round(made.held_back_wh, 3),
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
