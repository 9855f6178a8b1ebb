"""What a site's limit was made of, and since when: kept for good, as nothing else tells of it afterwards."""

import math
from dataclasses import dataclass, replace
from typing import Any, Self


@dataclass(frozen=True)
class LimitParts:
    """In A per phase: the site's own limit and the lowest booked one, None for none, and what its building draws."""

    connection_a: float | None = None
    booked_a: float | None = None
    building_a: float = 0.0

    @property
    def levels_a(self) -> tuple[float, float, float]:
        """What was left for charging by the connection alone, with what is booked, and beside the building: each at
        most the one before, infinite without a limit."""
        connection_a = math.inf if self.connection_a is None else self.connection_a
        booked_a = min(connection_a, math.inf if self.booked_a is None else self.booked_a)
        return connection_a, booked_a, max(0.0, booked_a - self.building_a)

    def to_list(self) -> list[Any]:
        return [self.connection_a, self.booked_a, self.building_a]

    @classmethod
    def from_list(cls, members: list[Any]) -> Self:
        return cls(*members)


@dataclass(frozen=True)
class LimitDay:
    """The changes of a UTC day, by epoch second: each holds until the next, on whatever day that is."""

    site_id: str
    day: str
    changes: tuple[tuple[int, LimitParts], ...] = ()
    version: int = 0

    def with_change(self, at_s: int, parts: LimitParts) -> "LimitDay":
        """The same again changes nothing."""
        return replace(self, changes=tuple(sorted({**dict(self.changes), at_s: parts}.items())))
