"""How sessions are distributed, in all and by the groups of their drivers' tokens: one query; 16 for everything."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from csms.application.ports import Ports
from csms.application.read_usage import Scope
from csms.domain.usage import amounts
from csms.domain.usage.amounts import Amounts, merged
from csms.domain.usage.history import Span

_LAST_GROUP = "#\U0010ffff"


def read_distribution(ports: Ports, whose: Scope, span: Span, zone: ZoneInfo) -> Amounts:
    """Of the sessions that have ended and began on the days from the span's first to its last, each by its own site's
    clock."""
    first, last = _days(span, zone)
    found = (ports.usage.between(amounts.shapes(owner), first, last) for owner in whose.owners)
    return merged(sums for items in found for _, sums in items)


def read_groups(ports: Ports, whose: Scope, span: Span, zone: ZoneInfo) -> dict[str, Amounts]:
    """By group, `""` for drivers without one, in whole months."""
    first, last = (day[:7] for day in _days(span, zone))
    found: dict[str, list[Amounts]] = {}
    for owner in whose.owners:
        for period, sums in ports.usage.between(amounts.groups(owner), first, last + _LAST_GROUP):
            found.setdefault(period.partition("#")[2], []).append(sums)
    totals = {group: merged(parts) for group, parts in sorted(found.items())}
    return {group: sums for group, sums in totals.items() if sums.get("n0")}


def _days(span: Span, zone: ZoneInfo) -> tuple[str, str]:
    first = amounts.at(span.start_s).astimezone(zone)
    last = amounts.at(span.until_s).astimezone(zone) - timedelta(microseconds=1)
    return first.date().isoformat(), last.date().isoformat()
