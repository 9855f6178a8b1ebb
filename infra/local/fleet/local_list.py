"""The list of tokens that a station knows by itself. Pure."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Verdict(NamedTuple):
    """On a token that somebody shows."""

    accepted: bool
    group: str | None = None
    """What 1.6 calls its parent."""


@dataclass
class LocalList:
    version: int = 0
    statuses: dict[str, str] = field(default_factory=dict)

    def update(self, version: int, update_type: str, entries: dict[str, str | None], max_entries: int = 500) -> str:
        """Take a Full or Differential list; an entry without a status removes its token."""
        if version <= 0:
            return "Failed"
        if update_type == "Differential" and version <= self.version:
            return "VersionMismatch"
        known = {} if update_type == "Full" else self.statuses
        merged = known | {token.lower(): status for token, status in entries.items()}
        kept = {token: status for token, status in merged.items() if status is not None}
        if len(kept) > max_entries:
            return "Failed"
        self.statuses = kept
        self.version = version
        return "Accepted"

    def allows(self, token: str) -> bool:
        """Offline, a token the list does not know may charge too."""
        return self.statuses.get(token.lower(), "Accepted") == "Accepted"
