"""Energy and utilisation over time."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from csms import bootstrap
from csms.application.read_places import read_places
from csms.application.read_usage import read_history, zone_of
from csms.domain.usage.buckets import Bucket, Step, buckets
from csms.domain.usage.places import Places
from operator_api import routing
from operator_api.analytics_fields import (
    Connector,
    From,
    SpanView,
    TimeZone,
    To,
    Whose,
    money,
    scope,
    shown,
    span,
    text,
    wh,
)
from operator_api.fields import ShownTime

router = routing.router()


class UsageView(BaseModel):
    """`occupied_s` sums the seconds of all sessions, `charging_s` those in which energy flowed (100 W or more),
    `idle_s` the rest. `peak_power_w` is the mean of the highest quarter of an hour. `unmet_wh` is what ended sessions
    were short of their goals. `revenue` is exact decimal text by currency. `out_of_order_s` sums over connectors.

    `connector_s` is the time of all connectors so far, of stations as they hang today, each from its registration on;
    the shares are of it, null without any, and where the operator has more than 2,000 stations.
    """

    start: ShownTime
    end: ShownTime
    energy_wh: float
    mean_power_w: float
    peak_power_w: float
    sessions_started: int
    sessions_ended: int
    occupied_s: int
    charging_s: int
    idle_s: int
    connector_s: int | None
    occupied_share: float | None
    charging_share: float | None
    unmet_wh: float
    revenue: dict[str, str]
    faults: int
    out_of_order_s: int
    reboots: int


class UsageOverTimeView(BaseModel):
    """`total` is the whole time, `items` its buckets in order; the first and the last may be cut off."""

    asked: SpanView
    total: UsageView
    items: list[UsageView]


@router.get("/api/analytics/usage")
def usage(
    site: Whose = None,
    station: Whose = None,
    connector: Connector = None,
    start: From = None,
    until: To = None,
    step: Annotated[Step, Query(description="How long a bucket is.")] = Step.DAY,
    time_zone: TimeZone = None,
) -> UsageOverTimeView:
    """Energy, sessions and time over time: of a connector, a station, a site, or of everything.

    Days, weeks (from Monday) and months are those of the time zone: a day of 23 or 25 hours is one day.
    """
    ports, asked, whose = bootstrap.ports(), span(start, until), scope(site, station, connector)
    zone = zone_of(ports, whose, time_zone)
    found = read_history(ports, whose, asked)
    parts = buckets(found, step, zone)
    whole = Bucket(asked.start_s, asked.until_s, peak_w=max(part.peak_w for part in parts))
    for part in parts:
        whole.sums.update(part.sums)
    places = read_places(ports, whose)
    return UsageOverTimeView(
        asked=shown(asked, zone), total=_usage(whole, places), items=[_usage(part, places) for part in parts]
    )


def _usage(bucket: Bucket, places: Places | None) -> UsageView:
    sums = bucket.sums
    connector_s = places.connector_s(bucket.start_s, bucket.until_s) if places else None
    return UsageView(
        start=text(bucket.start_s),
        end=text(bucket.until_s),
        energy_wh=wh(sums["e"]),
        mean_power_w=round(bucket.mean_w, 3),
        peak_power_w=round(bucket.peak_w, 3),
        sessions_started=sums["s"],
        sessions_ended=sums["n"],
        occupied_s=sums["o"],
        charging_s=sums["c"],
        idle_s=sums["o"] - sums["c"],
        connector_s=connector_s,
        occupied_share=_share(sums["o"], connector_s),
        charging_share=_share(sums["c"], connector_s),
        unmet_wh=wh(sums["u"]),
        revenue={name[1:]: money(value) for name, value in sorted(sums.items()) if name[0] == "r"},
        faults=sums["f"],
        out_of_order_s=sums["x"],
        reboots=sums["k"],
    )


def _share(used_s: int, connector_s: int | None) -> float | None:
    return round(used_s / connector_s, 4) if connector_s else None
