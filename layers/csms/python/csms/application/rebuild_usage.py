"""The sums of usage from the raw sessions: after a change of how they are counted, or for tables that are empty.

Each session adds what it should have added less what it has: so a rebuild may run beside the live traffic, be
repeated, or be cut off. With the tables `usage` and `usage-entries` emptied beforehand it starts from nothing; what
outages and reboots had added is then gone, as they are no sessions.
"""

from typing import Any

from csms.application.add_session_usage import add_session_usage
from csms.application.ports import Ports, TransactionFilter

_SESSIONS_AT_ONCE = 50
_DELAY_S = 2


def rebuild_task(site_id: str | None = None, cursor: str | None = None) -> dict[str, Any]:
    """`site_id` None takes every session there is."""
    return {"task": "rebuild_usage", "site_id": site_id, "cursor": cursor}


def request_rebuild(ports: Ports, site_id: str | None) -> None:
    ports.queues.after(_DELAY_S, rebuild_task(site_id))


def rebuild_usage(ports: Ports, task: dict[str, Any]) -> None:
    """Some sessions, newest first; the rest by a task of its own."""
    wanted = TransactionFilter(site_id=task["site_id"])
    page = ports.transactions.page(wanted, _SESSIONS_AT_ONCE, task["cursor"])
    for transaction in page.items:
        add_session_usage(ports, transaction.id)
    if page.next_cursor:
        ports.queues.after(_DELAY_S, rebuild_task(task["site_id"], page.next_cursor))
