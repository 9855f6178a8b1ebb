"""An operator's wish towards a station, durable from the request to the outcome."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csms.domain.stations import OcppVersion


class CommandStatus(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        return self not in (CommandStatus.QUEUED, CommandStatus.SENT)


@dataclass(frozen=True)
class Command:
    """`request` is the payload's JSON text as it goes on the wire; `error` is a CALLERROR's three members."""

    station_key: str
    message_id: str
    action: str
    request: str
    status: CommandStatus
    version: OcppVersion
    created_at: str
    response: Any = None
    error: dict[str, Any] | None = None
    origin: str | None = None
    requested_by: str | None = None
    sent_at: str | None = None
    finished_at: str | None = None
    deadline: str | None = None
    queue_until: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    status: CommandStatus
    finished_at: str
    response: Any = None
    error: dict[str, Any] | None = None


def blocks_the_queue(action: str, payload: dict[str, Any]) -> bool:
    """A hard reset is answered by a reboot, not by a CALLRESULT: nothing may wait for it."""
    return not (action == "Reset" and payload.get("type") == "Hard")
