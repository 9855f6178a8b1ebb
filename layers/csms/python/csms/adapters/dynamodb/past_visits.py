"""The ended sessions of a site, as the planner learns from them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from csms.adapters.dynamodb.models import TransactionItem
from csms.adapters.dynamodb.transactions import transaction_of
from csms.domain import batteries, clock
from csms.domain.habits import Habits, Visit
from csms.domain.ids import key_of
from csms.domain.integrity import CLOSED_BY_CSMS
from csms.domain.transactions import Transaction

MOST_VISITS = 500
GOOD_FOR = timedelta(hours=6)
SHORTEST = timedelta(minutes=2)


class DynamoPastVisits:
    """One query, and 100 sessions with each further request, every `GOOD_FOR` while the process lives."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: dict[tuple[str, str], tuple[datetime, Habits]] = {}

    def of_site(self, site_id: str, zone: ZoneInfo) -> Habits:
        key, now = (site_id, zone.key), self._now()
        if key not in self._known or self._known[key][0] <= now:
            self._known[key] = (now + GOOD_FOR, _read(site_id, zone))
        return self._known[key][1]


def _read(site_id: str, zone: ZoneInfo) -> Habits:
    rows = islice(TransactionItem.by_site.query(site_id, scan_index_forward=False, limit=MOST_VISITS), MOST_VISITS)
    items = TransactionItem.batch_get([row.id for row in rows])
    found = (_visit(transaction_of(item), zone) for item in items)
    return Habits(tuple(sorted((visit for visit in found if visit), key=lambda visit: visit.started_at)))


def _visit(transaction: Transaction, zone: ZoneInfo) -> Visit | None:
    """None for one that teaches nothing: it runs, its end is only supposed, or nothing flowed."""
    if transaction.ended_at is None or CLOSED_BY_CSMS in transaction.notes or not transaction.energy_wh:
        return None
    started_at, ended_at = clock.parse_stored(transaction.started_at), clock.parse_stored(transaction.ended_at)
    if ended_at - started_at < SHORTEST:
        return None
    token_key = key_of(transaction.token) if transaction.token else None
    dwell_s = int((ended_at - started_at).total_seconds())
    live = transaction.live
    phases, battery_wh = live.phases, batteries.capacity_wh(live)
    return Visit(token_key, started_at.astimezone(zone), dwell_s, transaction.energy_wh, phases, battery_wh)
