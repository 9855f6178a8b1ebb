"""How the sessions of a site are distributed, in all and by the groups of their drivers' tokens."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from csms.application.ports import Ports
from csms.domain.usage import amounts
from csms.domain.usage.amounts import Amounts, merged
from csms.domain.usage.history import Span

_LAST_GROUP = "#\U0010ffff"


def read_distribution(ports: Ports, site_id: str, span: Span, zone: ZoneInfo) -> Amounts:
    """Of the sessions that have ended and began on the site's days from the span's first to its last."""
    first, last = _days(span, zone)
    return merged(sums for _, sums in ports.usage.between(amounts.shapes(site_id), first, last))


def read_groups(ports: Ports, site_id: str, span: Span, zone: ZoneInfo) -> dict[str, Amounts]:
    """By group, `""` for drivers without one, in whole months."""
    first, last = (day[:7] for day in _days(span, zone))
    found: dict[str, list[Amounts]] = {}
    for period, sums in ports.usage.between(amounts.groups(site_id), first, last + _LAST_GROUP):
        found.setdefault(period.partition("#")[2], []).append(sums)
    totals = {group: merged(parts) for group, parts in sorted(found.items())}
    return {group: sums for group, sums in totals.items() if sums.get("n0")}


def _days(span: Span, zone: ZoneInfo) -> tuple[str, str]:
    first = amounts.at(span.start_s).astimezone(zone)
    last = amounts.at(span.until_s).astimezone(zone) - timedelta(microseconds=1)
    return first.date().isoformat(), last.date().isoformat()
