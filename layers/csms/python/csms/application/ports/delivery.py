"""The wire to stations, and work for later."""

from enum import Enum
from typing import Any, Protocol

from csms.domain.wake_ups import WakeUp


class Delivery(Enum):
    """What became of a frame: `UNKNOWN` may have left, `REFUSED` has not and may be tried again in a while."""

    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    GONE = "gone"


class StationLink(Protocol):
    def send(self, connection_id: str, text: str) -> Delivery:
        """Put one frame on the wire. Never raises: it is called where state has been written already."""

    def close(self, connection_id: str) -> None:
        """Never raises: a socket that stays open is superseded all the same."""


class WakeUps(Protocol):
    def ensure(self, wake_up: WakeUp) -> bool:
        """Make it, unless there is one of its name; False where it is too close for a clock to be set."""

    def remove(self, name: str) -> None:
        """Take it away, if it is there."""


class Queues(Protocol):
    def request_plan(self, site_id: str) -> None: ...
    def request_export(self, export_id: str) -> None:
        """Another slice of it, in a moment."""

    def after(self, delay_s: int, task: dict[str, Any]) -> None:
        """Give `task` to the scheduled_task function in `delay_s` (at most 900) seconds."""
