"""Erasing a driver: a token becomes a pseudonym wherever it stands; sums, energy and totals stay as they are.

The pseudonym is random, and the job that knows it beside the token forgets both when it is done.
"""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from csms.domain import clock
from csms.domain.ids import key_of

# What it does not reach, as an operator may have to tell the driver.
NOT_ERASED = (
    "backups: the tables' point-in-time recovery keeps 35 days",
    "the memory of chargers: their local lists until the next sync, their caches and logs",
    "files of exports and uploads in the bucket, until they expire",
    "what webhooks and other readers of the event bus have been told already",
    "the event log, commands and raw frames of stations at which the token has no session, reservation or sighting,"
    " until they expire",
    "messages that a charger has kept, and tells after the erasure",
)


class Stage(StrEnum):
    """In this order; each may be done again from its beginning."""

    BLOCK = "block"
    FIND = "find"
    SESSIONS = "sessions"
    STATIONS = "stations"
    RECORDS = "records"
    DONE = "done"


@dataclass(frozen=True)
class Erasure:
    """`stations` are those whose items are still to be looked through, `cursor` how far the first of them has been;
    `changed` counts items. Nothing is done before `waits_until`. No token once done."""

    id: str
    created_at: str
    token_key: str | None
    pseudonym: str | None
    requested_by: str | None = None
    stage: Stage = Stage.BLOCK
    stations: tuple[str, ...] = ()
    cursor: str | None = None
    waits_until: str | None = None
    changed: int = 0
    finished_at: str | None = None
    version: int = 0

    @property
    def done(self) -> bool:
        return self.stage is Stage.DONE

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        known = {"stage": Stage(members["stage"]), "stations": tuple(members["stations"])}
        return cls(**{"token_key": None, "pseudonym": None, **members, **known})


def finished(erasure: Erasure, now: datetime) -> Erasure:
    return replace(
        erasure, stage=Stage.DONE, token_key=None, pseudonym=None, stations=(), finished_at=clock.to_text(now)
    )


_PSEUDONYM = "erased-"


def pseudonym(random_text: str) -> str:
    return f"{_PSEUDONYM}{random_text}"


def is_pseudonym(token: str | None) -> bool:
    return (token or "").startswith(_PSEUDONYM)


# The members of stored state, of OCPP's payloads, of our API and of OCPI that hold a token.
_MEMBERS = frozenset(
    {
        "token",
        "token_key",
        "stop_token",
        "stop_token_key",
        "idtag",
        "idtoken",
        "additionalidtoken",
        "uid",
        "contract_id",
    }
)
_RAW = "frame"
# OCPI's uid is cut to this.
_UID = 36


@dataclass(frozen=True)
class Pseudonym:
    """Takes the place of a token in whatever is stored. A value is changed for its member's name, never for its look:
    a token may look like a meter reading."""

    token_key: str
    text: str

    def applied(self, value: Any, member: str = "") -> Any:
        if isinstance(value, dict):
            return {name: self.applied(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.applied(inner, member) for inner in value]
        return self._text(value, member) if isinstance(value, str) else value

    def _text(self, value: str, member: str) -> str:
        if member.casefold() in _MEMBERS:
            return self.text if key_of(value) in (self.token_key, self.token_key[:_UID]) else value
        if self.token_key not in value.casefold():
            return value
        return self._json(value) if value[:1] in ("{", "[") else self._frame(value, member)

    def _json(self, text: str) -> str:
        """The request of a command, a raw frame: JSON as text."""
        try:
            known = json.loads(text)
        except ValueError:
            return self._frame(text, _RAW)
        changed = self.applied(known)
        return text if changed == known else json.dumps(changed, separators=(",", ":"), ensure_ascii=False)

    def _frame(self, text: str, member: str) -> str:
        """A frame that is no JSON has no members: every whole word counts."""
        if member != _RAW:
            return text
        return re.sub(rf"(?<!\w){re.escape(self.token_key)}(?!\w)", self.text, text, flags=re.IGNORECASE)
