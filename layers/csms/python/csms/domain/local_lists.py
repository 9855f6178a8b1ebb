"""The tokens that a station may check without asking: which belong to it, and what must be sent to get there.

A list is a dictionary by token key, so that no token stands in it twice (2.0.1 D01.FR.06).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csms.domain.ids import key_of
from csms.domain.stations import OcppVersion
from csms.domain.tokens import AuthorizationStatus, Place, Token, authorize

_LONGEST_TOKEN = {OcppVersion.V16: 20, OcppVersion.V201: 36, OcppVersion.V21: 255}
_TYPES_OF_21 = frozenset({"DirectPayment", "EVCCID", "VIN"})
_ON_A_LIST = frozenset({AuthorizationStatus.ACCEPTED, AuthorizationStatus.BLOCKED, AuthorizationStatus.EXPIRED})


@dataclass(frozen=True)
class ListEntry:
    """`token` in the operator's spelling; `expires_at` as stored."""

    token: str
    type: str
    status: AuthorizationStatus
    expires_at: str | None = None
    group_id: str | None = None


LocalEntries = Mapping[str, ListEntry]


@dataclass(frozen=True)
class Change:
    """One item of a SendLocalList; without `entry` the token leaves the list."""

    token: str
    type: str
    entry: ListEntry | None


@dataclass(frozen=True)
class Limits:
    """What one message may hold: so many items, and so many bytes where the station has told a number."""

    items: int
    bytes: int


def entries_for(tokens: Iterable[Token], place: Place, version: OcppVersion, now: datetime) -> dict[str, ListEntry]:
    """The tokens that are good or must be refused at this station; those for elsewhere are left out.

    Blocked and expired ones are on it: a station that lets strangers charge while it is offline must know them.
    What the station's version cannot spell cannot be shown there either.
    """
    found = {}
    for token in tokens:
        status = authorize(token, place, now).status
        if status in _ON_A_LIST and _can_be_spelled(token, version):
            found[token.key] = ListEntry(token.token, token.type, status, token.expires_at, token.group_id)
    return found


def _can_be_spelled(token: Token, version: OcppVersion) -> bool:
    longest = _LONGEST_TOKEN[version]
    if max(len(token.token), len(token.group_id or "")) > longest or token.type == "NoAuthorization":
        return False
    return version is not OcppVersion.V201 or token.type not in _TYPES_OF_21


def changes(before: LocalEntries, after: LocalEntries) -> list[Change]:
    """What leaves, then what comes or differs: a list that is nearly full never overflows on its way."""
    leaving = [Change(before[key].token, before[key].type, None) for key in sorted(before) if key not in after]
    coming = [
        Change(entry.token, entry.type, entry) for key, entry in sorted(after.items()) if before.get(key) != entry
    ]
    return leaving + coming


def next_chunk(waiting: list[Change], start: int, limits: Limits, size_of: Callable[[Change], int]) -> list[Change]:
    """As many as fit into one message, and at least one: a station that cannot take one must say so itself."""
    chosen: list[Change] = []
    left = limits.bytes
    for change in waiting[start : start + max(limits.items, 1)]:
        left -= size_of(change)
        if left < 0 and chosen:
            break
        chosen.append(change)
    return chosen


def to_rows(entries: LocalEntries) -> list[list[Any]]:
    """Bare rows, which take half the room of named members."""
    return [_row(entry) for _, entry in sorted(entries.items())]


def from_rows(rows: Iterable[list[Any]]) -> dict[str, ListEntry]:
    return {key_of(entry.token): entry for entry in map(_entry, rows)}


def changes_to_rows(made: Iterable[Change]) -> list[list[Any]]:
    return [_row(change.entry) if change.entry else [change.token, change.type] for change in made]


def changes_from_rows(rows: Iterable[list[Any]]) -> tuple[Change, ...]:
    return tuple(Change(row[0], row[1], _entry(row) if len(row) > 2 else None) for row in rows)


def _row(entry: ListEntry) -> list[Any]:
    return [entry.token, entry.type, entry.status.value, entry.expires_at, entry.group_id]


def _entry(row: list[Any]) -> ListEntry:
    return ListEntry(row[0], row[1], AuthorizationStatus(row[2]), row[3], row[4])
