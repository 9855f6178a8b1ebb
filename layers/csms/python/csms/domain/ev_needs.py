"""What a car asks for by ISO 15118 (2.x NotifyEVChargingNeeds: 2.0.1 K15, K17)."""

from dataclasses import dataclass
from typing import Any, Self

from csms.domain import clock
from csms.domain.goals import Goal, GoalSource


@dataclass(frozen=True)
class EvNeeds:
    """`energy_wh` is wanted from `at` on, when the session had been given `delivered_wh`; None where it does not say.

    `max_a` and `min_a` are per phase, `max_periods` what its schedules may have.
    """

    at: str
    energy_wh: float | None = None
    departure: str | None = None
    max_a: float | None = None
    min_a: float | None = None
    phases: int | None = None
    max_periods: int | None = None
    delivered_wh: float = 0.0

    @property
    def goal(self) -> Goal | None:
        """None where it says neither how much nor until when."""
        if self.energy_wh is None and self.departure is None:
            return None
        departure = clock.parse_stored(self.departure) if self.departure else None
        energy_wh = None if self.energy_wh is None else self.delivered_wh + self.energy_wh
        return Goal(GoalSource.EV, energy_wh=energy_wh or None, departure=departure)

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**members)
