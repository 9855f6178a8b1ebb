"""What a session is to have been given, and by when: said by somebody, or learned.

`to_dict` and `from_dict` are a goal's JSON form, in storage and in plans.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from csms.domain import clock
from csms.domain.errors import InvalidError

HIGHEST_PRIORITY = 10.0


class GoalSource(StrEnum):
    """Who says it, the most specific first: where two say something of the same member, the first counts."""

    OPERATOR = "operator"
    DRIVER = "driver"
    EV = "ev"
    SCHEDULE = "schedule"
    TOKEN = "token"
    STATION = "station"
    LEARNED = "learned"


@dataclass(frozen=True)
class Goal:
    """`energy_wh` is counted from the session's start; or the state of charge is to be `soc_percent`.

    The latter needs the battery's capacity, `battery_wh`, and, where the car does not tell its state of charge,
    that of the start, `start_soc_percent`. `priority` multiplies the worth of its energy, 1 is everybody's.
    `confidence`, 0 to 1, says how sure a learned one is. `battery_source` is who said the capacity, where that is
    somebody else than who said the rest.
    """

    source: GoalSource
    energy_wh: float | None = None
    soc_percent: float | None = None
    battery_wh: float | None = None
    start_soc_percent: float | None = None
    departure: datetime | None = None
    priority: float | None = None
    confidence: float = 1.0
    battery_source: GoalSource | None = None

    @property
    def capacity_source(self) -> GoalSource | None:
        return (self.battery_source or self.source) if self.battery_wh is not None else None

    @property
    def has_target(self) -> bool:
        return self.energy_wh is not None or self.soc_percent is not None

    def wanted_wh(self, delivered_wh: float, soc_percent: float | None) -> float | None:
        """All the energy that the session is to get, from its start, given what it had so far and the car's state of
        charge now (None: not told); None where that cannot be said."""
        if self.energy_wh is not None or self.soc_percent is None:
            return self.energy_wh
        if self.battery_wh is None:
            return None
        if soc_percent is not None:
            return delivered_wh + max(0.0, self.soc_percent - soc_percent) / 100 * self.battery_wh
        if self.start_soc_percent is None:
            return None
        return max(0.0, self.soc_percent - self.start_soc_percent) / 100 * self.battery_wh

    def to_dict(self) -> dict[str, Any]:
        departure = clock.to_text(self.departure) if self.departure else None
        members = {**self.__dict__, "source": self.source.value, "departure": departure}
        members["battery_source"] = self.battery_source.value if self.battery_source else None
        return {name: value for name, value in members.items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        departure = members.get("departure")
        source, leaves = GoalSource(members["source"]), clock.parse_stored(departure) if departure else None
        battery = GoalSource(members["battery_source"]) if members.get("battery_source") else None
        return cls(**{**members, "source": source, "departure": leaves, "battery_source": battery})


def validate(goal: Goal) -> None:
    """Raises InvalidError naming the member that is missing, contradicts another or is out of its range."""
    if not goal.has_target and goal.departure is None and goal.priority is None and goal.battery_wh is None:
        raise InvalidError("a goal names at least an energy, a departure, a priority or a battery", "energy_wh")
    if goal.energy_wh is not None and goal.soc_percent is not None:
        raise InvalidError("a goal has energy_wh or soc_percent, not both", "soc_percent")
    if goal.departure is not None:
        clock.countable(goal.departure, "departure")
    for name in ("energy_wh", "battery_wh", "priority"):
        value = getattr(goal, name)
        if value is not None and not (math.isfinite(value) and value > 0):
            raise InvalidError(f"{name} must be a number above 0", name)
    for name in ("soc_percent", "start_soc_percent"):
        value = getattr(goal, name)
        if value is not None and not 0 <= value <= 100:
            raise InvalidError(f"{name} must be from 0 to 100", name)


def merged(goals: Iterable[Goal | None]) -> Goal | None:
    """One goal of many: its target, departure, priority and battery each from the most specific that has it.

    Its `source` is the most specific one of its target and departure, its `confidence` the least of those two.
    """
    known = sorted((goal for goal in goals if goal), key=lambda goal: list(GoalSource).index(goal.source))
    if not known:
        return None
    target = next((goal for goal in known if goal.has_target), None)
    leaving = next((goal for goal in known if goal.departure), None)
    battery = next((goal for goal in known if goal.battery_wh is not None), None)
    makers = [goal for goal in known if goal in (target, leaving)] or known[:1]
    return replace(
        makers[0],
        energy_wh=target.energy_wh if target else None,
        soc_percent=target.soc_percent if target else None,
        departure=leaving.departure if leaving else None,
        battery_wh=battery.battery_wh if battery else None,
        battery_source=None if battery is None or battery.source is makers[0].source else battery.capacity_source,
        start_soc_percent=_first(goal.start_soc_percent for goal in known),
        priority=_first(goal.priority for goal in known),
        confidence=min(goal.confidence for goal in makers),
    )


def _first(values: Iterable[float | None]) -> float | None:
    return next((value for value in values if value is not None), None)
