"""The limit that was in force at any time, as it was recorded."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from csms.domain.site_limits import LimitParts
from csms.domain.usage.history import Span


@dataclass(frozen=True)
class LimitHistory:
    """`changes` by epoch second, in their order. `assumed` is what held before the first: the limit of today."""

    changes: tuple[tuple[int, LimitParts], ...]
    assumed: LimitParts

    @cached_property
    def _times(self) -> list[int]:
        return [at_s for at_s, _ in self.changes]

    def at(self, at_s: int) -> LimitParts:
        index = bisect_right(self._times, at_s) - 1
        return self.changes[index][1] if index >= 0 else self.assumed

    def during(self, start_s: int, until_s: int) -> Iterator[tuple[int, LimitParts]]:
        """(seconds, what held for so long), in their order."""
        while start_s < until_s:
            index = bisect_right(self._times, start_s)
            ends_s = min(self._times[index], until_s) if index < len(self.changes) else until_s
            yield ends_s - start_s, self.at(start_s)
            start_s = ends_s

    def recorded_s(self, span: Span, now_s: int) -> int:
        """For how much of the span so far it is known."""
        if not self.changes:
            return 0
        return max(min(span.until_s, now_s) - max(span.start_s, self._times[0]), 0)
