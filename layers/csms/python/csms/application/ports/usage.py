"""Sums of usage, and the ledger that keeps them right."""

from dataclasses import dataclass, field
from typing import Protocol

from csms.domain.usage.amounts import Amounts, Contribution, Key


@dataclass(frozen=True)
class UsageEntry:
    """What `id` has added to the sums in `version` writes; 0 has added nothing yet."""

    id: str
    contributed: Contribution = field(default_factory=dict)
    version: int = 0


class Usage(Protocol):
    def entry(self, entry_id: str) -> UsageEntry: ...
    def entries(self, entry_ids: list[str]) -> dict[str, UsageEntry]:
        """Those that have added anything, as they were a moment ago."""

    def add(self, entry: UsageEntry, more: Contribution) -> UsageEntry:
        """Add `more`, at most MOST_ITEMS items, to the sums and to the entry, as one.

        Raises ConcurrentChangeError where the entry is not what is stored, or another write was in the way."""

    def at(self, keys: list[Key]) -> Contribution:
        """Those of at most 100 that there are."""

    def between(self, scope: str, first: str, last: str) -> list[tuple[str, Amounts]]:
        """(period, sums) of the periods from `first` to `last`, both included, in their order: one request per MB."""


# A transaction of DynamoDB writes 100 items; the entry itself is one.
MOST_ITEMS = 99
