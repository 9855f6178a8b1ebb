"""What the numbers say, in plain words."""

from collections.abc import Iterable

from pydantic import BaseModel

from csms import bootstrap
from csms.application.find_findings import find_common_findings, find_findings
from csms.application.read_usage import Scope, zone_of
from csms.domain.usage.facts import Finding
from operator_api import routing
from operator_api.analytics_fields import From, SpanView, TimeZone, To, Whose, shown, site_and_zone, span

router = routing.router()


class FindingView(BaseModel):
    """`kind` is for programs, `text` for people; `numbers` are what it was found by, in the units of their names."""

    kind: str
    text: str
    numbers: dict[str, float | str]


class FindingsView(BaseModel):
    """Empty where there is nothing to say."""

    asked: SpanView
    items: list[FindingView]


@router.get("/api/analytics/findings")
def findings(site: Whose = None, start: From = None, until: To = None, time_zone: TimeZone = None) -> FindingsView:
    """What the usage of a site, or of everything, says: idle cars, unmet demand, a connection too small or too large,
    full hours, cars that could charge later, connectors that nobody uses, stations and connectors out of order.

    Told are: 30 % of the time plugged in without charging; 1 % of the energy short of the goals; the limit binding in
    1 % of the time; demand that never reached half of the limit; half of the energy in four hours of the day; a quarter
    of the sessions with an hour to spare; connectors without any session; 2 % of the time out of order; the three worst
    stations of those with a score of 5 or more (`GET /api/analytics/station-health`). Habits are told of from 20
    sessions on. Limits, and connectors without sessions, are told of a site only.
    """
    ports, asked = bootstrap.ports(), span(start, until)
    if site is None:
        zone = zone_of(ports, Scope(), time_zone)
        return FindingsView(asked=shown(asked, zone), items=told(find_common_findings(ports, asked, zone)))
    known, zone = site_and_zone(ports, site, time_zone)
    return FindingsView(asked=shown(asked, zone), items=told(find_findings(ports, known, asked, zone)))


def told(found: Iterable[Finding]) -> list[FindingView]:
    return [FindingView(kind=one.kind, text=one.text, numbers=dict(one.numbers)) for one in found]
