"""The month's peak of a site by its meters, for the planner of a site that pays for it."""

from datetime import datetime

from csms.application.ports import Ports
from csms.application.read_usage import Scope, read_history
from csms.domain import sites
from csms.domain.demand import month_of
from csms.domain.plans import SitePlan
from csms.domain.sites import Site
from csms.domain.usage.history import Span
from csms.domain.usage.load import peak
from csms.scheduling.memory import SiteMemory
from csms.scheduling.tariffs import PRICED


def read_month_peak(ports: Ports, site: Site, now: datetime, previous: SitePlan | None) -> float:
    """In W, the mean of the highest quarter of an hour of the site's calendar month so far.

    0 without a query where nothing is paid for it, where the strategy looks at no cost, and where the plan before is
    of the same hour: sums of usage change by the hour.
    """
    if not site.demand_charge_per_kw or site.strategy not in PRICED:
        return 0.0
    seen_at = SiteMemory.from_dict(previous.memory).peak.seen_at if previous else None
    begins, _ = month_of(now, sites.zone(site))
    span = Span.of(begins, now)
    if seen_at is not None and Span.of(begins, seen_at) == span:
        return 0.0
    found = peak(read_history(ports, Scope(site_id=site.id), span)) if span.lasts_s else None
    return found.power_w if found else 0.0
