"""A slow sample of what stations say they hold: when each was asked last, and whether it answers such questions."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from csms.domain import clock
from csms.domain.commands import Command, CommandStatus

AGAIN = timedelta(days=1)
AFTER_REFUSAL = timedelta(days=7)
_OPEN = frozenset({CommandStatus.QUEUED, CommandStatus.SENT})


@dataclass(frozen=True)
class ProfileCheck:
    """`message_id` is the question of `asked_at`, None once its outcome is known. `refused`: running `firmware`, the
    station does not tell its composite schedule."""

    station_key: str
    asked_at: datetime
    message_id: str | None = None
    firmware: str | None = None
    refused: bool = False

    def due(self, now: datetime, firmware: str | None) -> bool:
        """Whether to ask again a station that runs `firmware`."""
        if self.refused and self.firmware != firmware:
            return True
        return now - self.asked_at >= (AFTER_REFUSAL if self.refused else AGAIN)

    def settled(self, command: Command | None) -> Self:
        """With the outcome of its question, as far as `command` has one. Silence is no refusal."""
        if self.message_id is None or command is None or command.status in _OPEN:
            return self
        return replace(self, message_id=None, refused=_refused(command))

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "asked_at": clock.to_text(self.asked_at)}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**{**members, "asked_at": clock.parse_stored(members["asked_at"])})


def _refused(command: Command) -> bool:
    if command.status is CommandStatus.DONE:
        return not isinstance(command.response, dict) or command.response.get("status") != "Accepted"
    return command.status is CommandStatus.FAILED
