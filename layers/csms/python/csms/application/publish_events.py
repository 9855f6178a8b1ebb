"""What is new in the log of events goes out."""

from csms.application.ports import Ports
from csms.domain.events import Event


def publish_events(ports: Ports, events: list[Event]) -> set[str]:
    """The ids of those that have to be published again: whoever was told already is told twice, by the same id."""
    return ports.bus.put(events)
