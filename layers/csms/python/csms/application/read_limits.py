"""The limits that were in force at a site: two queries whatever the time."""

from csms.application.ports import Ports
from csms.domain.site_limits import LimitParts
from csms.domain.sites import Site
from csms.domain.usage import amounts
from csms.domain.usage.history import Span
from csms.domain.usage.limits import LimitHistory


def read_limits(ports: Ports, site: Site, span: Span) -> LimitHistory:
    """Before the first that was noted, the site's own limit of today is assumed."""
    first, last = amounts.day_text(span.days[0]), amounts.day_text(span.days[-1])
    before = ports.site_limits.before(site.id, first)
    days = [*([before] if before else []), *ports.site_limits.between(site.id, first, last)]
    changes = [change for day in days for change in day.changes]
    return LimitHistory(tuple(changes), LimitParts(connection_a=site.limit_a))
