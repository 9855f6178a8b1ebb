"""The log of events by station, type and time."""

from csms.application.list_filtered import fill_page
from csms.application.ports import EventFilter, Page, Ports
from csms.domain.events import Event


def list_events(ports: Ports, wanted: EventFilter, limit: int, cursor: str | None) -> Page[Event]:
    """Newest first. One index answers a part of the filter, the rest is sifted: so pages are filled."""
    return fill_page(lambda size, after: ports.events.page(wanted, size, after), lambda _: True, limit, cursor)
