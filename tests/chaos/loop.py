"""A virtual clock and what is due on it."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Action = Callable[[], None]


class StuckError(AssertionError):
    """The world does not come to rest."""


@dataclass(order=True)
class Due:
    at: datetime
    number: int
    action: Action = field(compare=False)


class Loop:
    """`set_clock` is told the time of every step."""

    def __init__(self, start: datetime, set_clock: Callable[[datetime], None]) -> None:
        self.now = start
        self._set_clock = set_clock
        self._due: list[Due] = []
        self._count = 0

    def after(self, delay_s: float, action: Action) -> None:
        self._count += 1
        due = Due(self.now + timedelta(seconds=max(delay_s, 0.0)), self._count, action)
        heapq.heappush(self._due, due)

    def run(self, until: datetime | None = None, max_steps: int = 200_000) -> None:
        """All that is due before `until`, or until nothing is left; an action may call it, and then goes on later.

        Raises StuckError after `max_steps`."""
        for _ in range(max_steps):
            if not self._due or (until is not None and self._due[0].at > until):
                break
            due = heapq.heappop(self._due)
            self._move_to(due.at)
            due.action()
        else:
            raise StuckError(f"{len(self._due)} actions are still due at {self.now}")
        if until is not None:
            self._move_to(until)

    def _move_to(self, moment: datetime) -> None:
        self.now = max(self.now, moment)
        self._set_clock(self.now)
