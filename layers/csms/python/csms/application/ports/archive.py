"""The long-term archive."""

from typing import Any, Protocol

from csms.domain.archive import ArchiveKind


class Archive(Protocol):
    def put(self, kind: ArchiveKind, records: list[dict[str, Any]]) -> None:
        """At least once; raises where some were not taken after a few attempts."""
