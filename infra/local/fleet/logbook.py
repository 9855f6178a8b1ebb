"""What a station did, as it would tell a technician. Pure."""

from collections import deque
from datetime import UTC, datetime
from typing import NamedTuple

MAX_ENTRIES = 2000


class Entry(NamedTuple):
    at: datetime
    text: str


class Logbook:
    """The oldest entries go when there are too many."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=MAX_ENTRIES)

    def write(self, at: datetime, text: str) -> None:
        self._entries.append(Entry(at, text))

    def text(self, since: datetime | None = None, until: datetime | None = None) -> str:
        """A line per entry of that time; empty when nothing happened then."""
        first, last = since or datetime.min.replace(tzinfo=UTC), until or datetime.max.replace(tzinfo=UTC)
        told = [entry for entry in self._entries if first <= entry.at <= last]
        return "".join(f"{entry.at.isoformat(timespec='milliseconds')} {entry.text}\n" for entry in told)
