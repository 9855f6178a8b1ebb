"""Limits in A per phase and in W over all phases, and the way from one to the other."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from csms.domain.charging_profiles import RateUnit

NOMINAL_V = 230.0
AC_PHASES = 3


@dataclass(frozen=True)
class Limits:
    """`current_a` is per phase, `power_w` in all, infinite where there is none; on at most so many `phases`."""

    current_a: float = math.inf
    power_w: float = math.inf
    phases: int = AC_PHASES

    @classmethod
    def of(cls, limit: float, unit: RateUnit, phases: int | None) -> Self:
        """A schedule that names no phases means three (2.0.1 K01.FR.49)."""
        used = phases or AC_PHASES
        return cls(current_a=limit, phases=used) if unit is RateUnit.AMPERE else cls(power_w=limit, phases=used)

    @classmethod
    def total(cls, parts: Iterable["Limits"]) -> Self:
        """Of several EVSEs: their currents may meet on one phase."""
        every = list(parts)
        return cls(
            current_a=sum(part.current_a for part in every) if every else math.inf,
            power_w=sum(part.power_w for part in every) if every else math.inf,
            phases=max((part.phases for part in every), default=AC_PHASES),
        )

    def at_most(self, other: "Limits") -> "Limits":
        return Limits(
            min(self.current_a, other.current_a), min(self.power_w, other.power_w), min(self.phases, other.phases)
        )


UNLIMITED = Limits()


@dataclass(frozen=True)
class Supply:
    """What feeds an EVSE: nominal voltage of a phase, the phases, and the most that it can give, in A per phase."""

    voltage_v: float = NOMINAL_V
    phases: int = AC_PHASES
    max_a: float = math.inf

    @property
    def most(self) -> Limits:
        return Limits(current_a=self.max_a, phases=self.phases)

    def resolve(self, limits: Iterable[Limits | None]) -> Limits:
        """All that hold at once, in both units: W is the total over the phases in use (2.0.1 K01.FR.49-51)."""
        lowest = UNLIMITED
        for part in limits:
            lowest = lowest.at_most(part) if part else lowest
        phase_w = self.voltage_v * lowest.phases
        current_a = min(lowest.current_a, lowest.power_w / phase_w)
        return Limits(current_a, min(lowest.power_w, lowest.current_a * phase_w), lowest.phases)
