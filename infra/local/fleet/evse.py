"""An EVSE with one connector: the car at its cable, its transaction, its meter. No I/O, times come in."""

from dataclasses import dataclass
from datetime import UTC, datetime

from .physics import MIN_CURRENT_A, Car, power_w
from .transaction import RemoteStart, Sample, Transaction


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(eq=False)
class Evse:
    id: int
    max_current_a: float = 32.0
    phases: int = 3
    operative: bool = True
    held: bool = False
    """Kept from new drivers by the station itself, while it waits to install firmware."""
    fault: str | None = None
    """What is broken, as an error code of 1.6."""
    reserved: bool = False
    """Not for everybody, see Reserving."""
    car: Car | None = None
    transaction: Transaction | None = None
    remote: RemoteStart | None = None
    finished: bool = False
    """The transaction is over, the car still there."""
    energy_wh: float = 0.0
    offered_a: float = 0.0

    @property
    def phases_used(self) -> int:
        return min(self.phases, self.car.phases) if self.car else self.phases

    @property
    def current_a(self) -> float:
        """What the car draws now, per phase."""
        return self.car.draw_a(self.offered_a) if self.car and self.transaction else 0.0

    @property
    def power_w(self) -> float:
        return power_w(self.current_a, self.phases_used)

    @property
    def charging_state(self) -> str:
        if self.car is None:
            return "Idle"
        if self.transaction is None:
            return "EVConnected"
        if self.car.full:
            return "SuspendedEV"
        return "Charging" if self.offered_a >= MIN_CURRENT_A else "SuspendedEVSE"

    @property
    def in_service(self) -> bool:
        return self.operative and not self.held and not self.fault

    @property
    def free(self) -> bool:
        """For a driver, who may have plugged in already."""
        return self.in_service and not (self.transaction or self.remote or self.finished)

    @property
    def status(self) -> str:
        """In the words of 1.6, the finer ones."""
        if self.fault:
            return "Faulted"
        if self.transaction:
            return self.charging_state
        if not self.in_service:
            return "Unavailable"
        return self._status_in_service()

    def _status_in_service(self) -> str:
        if self.car and self.finished:
            return "Finishing"
        if self.reserved and not self.remote:
            return "Reserved"
        return "Preparing" if self.car or self.remote else "Available"

    def advance(self, duration_s: float) -> None:
        if self.car and self.transaction:
            self.energy_wh += self.car.charge(self.offered_a, self.phases_used, duration_s)

    def sample(self, context: str, at: datetime) -> Sample:
        soc_percent = round(self.car.soc * 100, 1) if self.car else None
        return Sample(
            at, context, round(self.energy_wh, 1), round(self.current_a, 2), self.phases_used,
            round(self.power_w, 1), soc_percent,
        )  # fmt: skip
