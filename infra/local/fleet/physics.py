"""Cars, batteries and the current they draw. Pure: no clock, no I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

NOMINAL_V = 230.0
MIN_CURRENT_A = 6.0  # IEC 61851-1: the control pilot cannot announce less, below it the car pauses
EFFICIENCY = 0.9  # of the on-board charger
TRICKLE = 0.05  # of the car's full current, reached when the battery is full
SLICE_S = 60.0


@dataclass
class Car:
    capacity_wh: float
    soc: float
    """State of charge, 0 to 1."""
    max_current_a: float = 16.0
    """Per phase, of the on-board charger."""
    phases: int = 3
    taper_soc: float = 0.8

    @property
    def full(self) -> bool:
        return self.soc >= 1.0

    def acceptance_a(self) -> float:
        """What the battery takes per phase: constant up to the taper, then falling linearly."""
        if self.full:
            return 0.0
        left = min(1.0, (1.0 - self.soc) / (1.0 - self.taper_soc))
        return self.max_current_a * (TRICKLE + (1.0 - TRICKLE) * left) if left < 1.0 else self.max_current_a

    def draw_a(self, offered_a: float) -> float:
        return min(offered_a, self.acceptance_a()) if offered_a >= MIN_CURRENT_A else 0.0

    def charge(self, offered_a: float, phases: int, duration_s: float) -> float:
        """Charge for a while; returns the energy taken from the grid in Wh."""
        energy_wh = 0.0
        while duration_s > 0 and not self.full:
            slice_s = min(SLICE_S, duration_s)
            energy_wh += self._charge_slice(power_w(self.draw_a(offered_a), phases) * slice_s / 3600)
            duration_s -= slice_s
        return energy_wh

    def _charge_slice(self, energy_wh: float) -> float:
        missing_wh = (1.0 - self.soc) * self.capacity_wh / EFFICIENCY
        if energy_wh >= missing_wh:
            self.soc = 1.0
            return missing_wh
        self.soc += energy_wh * EFFICIENCY / self.capacity_wh
        return energy_wh


def power_w(current_a: float, phases: int) -> float:
    return current_a * NOMINAL_V * phases


def share_a(total_a: float, wanted_a: Sequence[float]) -> list[float]:
    """Split a station's limit (A per phase) among its EVSEs; what is too little for all pauses the last ones."""
    shares = [0.0] * len(wanted_a)
    served = [i for i, wanted in enumerate(wanted_a) if wanted >= MIN_CURRENT_A]
    while served and total_a / len(served) < MIN_CURRENT_A:
        served.pop()
    for position, i in enumerate(sorted(served, key=lambda i: wanted_a[i])):
        shares[i] = min(wanted_a[i], total_a / (len(served) - position))
        total_a -= shares[i]
    return shares
