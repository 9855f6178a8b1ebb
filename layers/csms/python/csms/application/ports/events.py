"""Events, and where they go."""

from dataclasses import dataclass
from typing import Protocol

from csms.application.ports.shared import Page
from csms.domain.events import Event


@dataclass(frozen=True)
class EventFilter:
    """`types` may hold patterns, such as `session.*`; none of them: all."""

    station_key: str | None = None
    types: tuple[str, ...] = ()
    recorded_from: str | None = None
    recorded_to: str | None = None
    oldest_first: bool = False


class Events(Protocol):
    """The log. What is new in it is published."""

    def add(self, event: Event) -> None:
        """One that is in it already stays as it is, and is not published again."""

    def get(self, event_id: str) -> Event | None: ...
    def page(self, wanted: EventFilter, limit: int, cursor: str | None) -> Page[Event]: ...


class EventBus(Protocol):
    def put(self, events: list[Event]) -> set[str]:
        """The ids of those that the bus did not take, after some attempts."""
