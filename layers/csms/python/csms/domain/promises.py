"""What a plan makes of a session's goal."""

from dataclasses import dataclass
from typing import Any, Self

from csms.domain.goals import Goal


@dataclass(frozen=True)
class Promise:
    """Energies in Wh, counted from the session's start: wanted, delivered so far, and what the set points of now make
    of it by the departure, `planned_wh`. `missing_wh` of what is wanted cannot be had by then beside the others' goals.
    """

    goal: Goal
    wanted_wh: float
    delivered_wh: float
    planned_wh: float
    missing_wh: float

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "goal": self.goal.to_dict()}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**{**members, "goal": Goal.from_dict(members["goal"])})
