"""The wire to stations, and work for later."""

from enum import Enum
from typing import Any, Protocol


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


class Queues(Protocol):
    def request_plan(self, site_id: str) -> None: ...
    def after(self, delay_s: int, task: dict[str, Any]) -> None:
        """Give `task` to the scheduled_task function in `delay_s` (at most 900) seconds."""
