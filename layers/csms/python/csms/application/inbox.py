"""The inbox of stations that were not let in: written when one is refused, read and cleared by operators.

A login that succeeds costs nothing here: what it settles is left out when the inbox is read, and forgotten in time.
"""

from csms.application.list_filtered import fill_page
from csms.application.ports import Page, Ports
from csms.domain.errors import NotFoundError
from csms.domain.ids import key_of
from csms.domain.refusals import Attempt, RefusedConnection, noted, settled


def note_refusal(ports: Ports, attempt: Attempt) -> None:
    """Only within the budget of whoever knocks (limit_logins.py)."""
    key = key_of(attempt.identity)
    ports.refused_connections.save(noted(ports.refused_connections.get(key), attempt))


def list_refused(ports: Ports, limit: int, cursor: str | None) -> Page[RefusedConnection]:
    """Newest first."""

    def read(size: int, after: str | None) -> Page[RefusedConnection]:
        page = ports.refused_connections.page(size, after)
        stations = ports.stations.get_many([refused.key for refused in page.items])
        waiting = [refused for refused in page.items if not settled(refused, stations.get(refused.key))]
        return Page(waiting, page.next_cursor)

    return fill_page(read, lambda _: True, limit, cursor)


def find_refused(ports: Ports, identity: str) -> RefusedConnection:
    """Raises NotFoundError."""
    refused = ports.refused_connections.get(key_of(identity))
    if refused is None or settled(refused, ports.stations.get(refused.key)):
        raise NotFoundError(f"station {identity} is not among those that were refused")
    return refused


def dismiss_refused(ports: Ports, identity: str) -> None:
    """Forget it until it knocks again. Raises NotFoundError."""
    ports.refused_connections.remove(find_refused(ports, identity).key)
