"""The sums of usage from what is kept of sessions, outages and days of stations: after a change of how they are
counted, or for tables that are empty.

Each adds what it should have added less what it has: so a rebuild may run beside the live traffic, be repeated, or be
cut off. With the tables `usage` and `usage-entries` emptied beforehand it starts from nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from csms.application.add_session_usage import add_session_usage
from csms.application.follow_outages import add_outage
from csms.application.keep_station_day import add_station_day
from csms.application.ports import Page, Ports, TransactionFilter

_AT_ONCE = 50
_DELAY_S = 2


@dataclass(frozen=True)
class _Kind:
    """What adds to the sums: its pages, of a site or, where None, of all; and how one of it is added."""

    page: Callable[[Ports, str | None, str | None], Page[Any]]
    add: Callable[[Ports, Any], None]


_KINDS = {
    "sessions": _Kind(
        lambda ports, site_id, cursor: ports.transactions.page(TransactionFilter(site_id=site_id), _AT_ONCE, cursor),
        lambda ports, session: add_session_usage(ports, session.id),
    ),
    "outages": _Kind(lambda ports, _, cursor: ports.outages.page(_AT_ONCE, cursor), add_outage),
    "station_days": _Kind(lambda ports, _, cursor: ports.station_days.page(_AT_ONCE, cursor), add_station_day),
}


def rebuild_task(site_id: str | None = None, cursor: str | None = None, kind: str = "sessions") -> dict[str, Any]:
    """`site_id` None takes all there is."""
    return {"task": "rebuild_usage", "site_id": site_id, "cursor": cursor, "kind": kind}


def request_rebuild(ports: Ports, site_id: str | None) -> None:
    for kind in _KINDS:
        ports.queues.after(_DELAY_S, rebuild_task(site_id, kind=kind))


def rebuild_usage(ports: Ports, task: dict[str, Any]) -> None:
    """Some of a kind, newest first; the rest by a task of its own."""
    site_id, kind = task["site_id"], _KINDS[task["kind"]]
    page = kind.page(ports, site_id, task["cursor"])
    for item in page.items:
        if site_id in (None, item.site_id):
            kind.add(ports, item)
    if page.next_cursor:
        ports.queues.after(_DELAY_S, rebuild_task(site_id, page.next_cursor, task["kind"]))
