"""How often a site's limit bound, and what another connection would have done."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, Field

from csms import bootstrap
from csms.application.read_limits import read_limits
from csms.application.read_usage import Scope, read_history
from csms.domain.usage.binding import Binding, binding
from csms.domain.usage.load import power_of_w, unhindered_peak_w
from operator_api import routing
from operator_api.analytics_fields import From, OfSite, SpanView, To, shown, site_and_zone, span

router = routing.router()
# Of the site's own limit, in per cent.
_SIZES = (25, 50, 75, 90, 100, 110, 125, 150, 200)


class InForceView(BaseModel):
    """How many times, for how long, and by how much energy the cars wanted more than was left for them. `connection_s`
    of it the site's own limit was too little by itself, `booked_s` a booked one, `building_s` what the building left.
    `recorded_s` is for how much of the time the limits are on record; before, the site's own of today is assumed."""

    times: int
    limited_s: int
    connection_s: int
    booked_s: int
    building_s: int
    held_back_wh: float
    recorded_s: int


class ConnectionView(BaseModel):
    """The same if the connection had been one of `limit_w` (three phases at 230 V of `limit_a`), and all that was
    booked, and what the building drew, as they were."""

    limit_a: float
    limit_w: float
    times: int
    limited_s: int
    held_back_wh: float


class ConnectionsView(BaseModel):
    """`in_force` is by the limits as they were. `unhindered_peak_w` is the smallest connection that holds
    nobody back. Demand is each car at the most power that it showed, from its arrival until it had its energy. What is
    held back is charged later and may push other cars, which is not in `held_back_wh`:
    `POST /api/sites/{id}/simulations` plays it out.
    """

    asked: SpanView
    in_force: InForceView
    unhindered_peak_w: float
    items: list[ConnectionView]


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
    """How often and how long the limits in force held cars back, and what a smaller or larger connection would have
    done."""
    ports, asked = bootstrap.ports(), span(start, until)
    known, zone = site_and_zone(ports, site, None)
    found = read_history(ports, Scope(site_id=site), asked)
    limits = read_limits(ports, known, asked)
    sizes = limit_a or [known.limit_a * percent / 100 for percent in _SIZES if known.limit_a]
    return ConnectionsView(
        asked=shown(asked, zone),
        in_force=_in_force(binding(found, limits), limits.recorded_s(asked, int(ports.now().timestamp()))),
        unhindered_peak_w=round(unhindered_peak_w(found), 3),
        items=[_connection(size_a, binding(found, limits, size_a)) for size_a in sorted(sizes)],
    )


def _in_force(made: Binding, recorded_s: int) -> InForceView:
    held_by = {f"{holder}_s": lasted_s for holder, lasted_s in made.held_by_s.items()}
    return InForceView(
        times=made.times,
        limited_s=made.limited_s,
        held_back_wh=round(made.held_back_wh, 3),
        recorded_s=recorded_s,
        **held_by,
    )


def _connection(limit_a: float, made: Binding) -> ConnectionView:
    return ConnectionView(
        limit_a=limit_a,
        limit_w=power_of_w(limit_a),
        times=made.times,
        limited_s=made.limited_s,
        held_back_wh=round(made.held_back_wh, 3),
    )
