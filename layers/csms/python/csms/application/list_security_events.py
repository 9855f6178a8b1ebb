"""Security events by station, type, gravity and time."""

from csms.application.list_filtered import fill_page
from csms.application.ports import Page, Ports, SecurityEventFilter
from csms.domain.security_events import SecurityEvent


def list_security_events(
    ports: Ports, wanted: SecurityEventFilter, limit: int, cursor: str | None
) -> Page[SecurityEvent]:
    """Newest first. One index answers a part of the filter, the rest is sifted: so pages are filled."""
    return fill_page(lambda size, after: ports.security_events.page(wanted, size, after), lambda _: True, limit, cursor)
