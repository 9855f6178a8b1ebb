"""The site problem and its answer: what a solver is given and what it must return. No I/O, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

EvseId = tuple[str, int]
"""(station key, EVSE number)."""


@dataclass(frozen=True)
class Session:
    """A car that may be steered. Currents in A per phase, one decimal.

    `phases` is how many it uses, None while unknown. A set point is 0 or from `min_a` (IEC 61851-1: 6 A) to `max_a`.
    """

    evse: EvseId
    arrival: datetime
    max_a: float
    min_a: float = 6.0
    phases: int | None = None


@dataclass(frozen=True)
class Limit:
    """A node of the electrical tree: at step i the currents of `evses` may sum to `limit_a[i]` A per phase."""

    node_id: str
    evses: frozenset[EvseId]
    limit_a: tuple[float, ...]


@dataclass(frozen=True)
class Problem:
    """Step i lasts from `starts[i]` to `starts[i + 1]`, the last one to `until`."""

    starts: tuple[datetime, ...]
    until: datetime
    sessions: tuple[Session, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True)
class Plan:
    """A set point in A per phase for every session at every step: 0 or within the session's bounds."""

    starts: tuple[datetime, ...]
    set_points: dict[EvseId, tuple[float, ...]]


def total(values: dict[EvseId, float], evses: Iterable[EvseId]) -> float:
    """The sum over those of `evses` that `values` knows."""
    return sum(values[evse] for evse in evses if evse in values)
