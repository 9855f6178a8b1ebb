"""An EVSE with one connector: the car at its cable, its transaction, its meter. No I/O, times come in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from .physics import MIN_CURRENT_A, Car, power_w
from .profiles import ChargingProfile


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sample:
    """One reading of the meter."""

    at: datetime
    context: str
    energy_wh: float
    current_a: float
    """Per phase."""
    phases: int
    power_w: float
    soc_percent: float | None


@dataclass(frozen=True)
class RemoteStart:
    """The CSMS's wish to charge, waiting for a car."""

    token: str
    remote_start_id: int | None = None
    profile: ChargingProfile | None = None


@dataclass(eq=False)
class Transaction:
    evse_id: int
    token: str
    started_at: datetime
    wire_id: int | str | None = None
    """2.x: the station's own; 1.6: the CSMS's, None until it has answered."""
    remote_start_id: int | None = None
    charging_state: str = "EVConnected"
    offered_a: float = 0.0
    begin: Sample | None = None
    events: int = 0
    sampled_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.sampled_at = self.started_at


@dataclass(frozen=True)
class TransactionEvent:
    """What happened in a transaction, in the words of 2.x; a dialect says it on the wire."""

    kind: str
    trigger: str
    transaction: Transaction
    at: datetime
    seq_no: int
    charging_state: str
    offline: bool
    sample: Sample | None = None
    stopped_reason: str | None = None


@dataclass(eq=False)
class Evse:
    id: int
    max_current_a: float = 32.0
    phases: int = 3
    operative: bool = True
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
    def status(self) -> str:
        """In the words of 1.6, the finer ones."""
        if self.transaction:
            return self.charging_state
        if not self.operative:
            return "Unavailable"
        if self.car:
            return "Finishing" if self.finished else "Preparing"
        return "Preparing" if self.remote else "Available"

    def advance(self, duration_s: float) -> None:
        if self.car and self.transaction:
            self.energy_wh += self.car.charge(self.offered_a, self.phases_used, duration_s)

    def sample(self, context: str, at: datetime) -> Sample:
        soc_percent = round(self.car.soc * 100, 1) if self.car else None
        return Sample(
            at, context, round(self.energy_wh, 1), round(self.current_a, 2), self.phases_used,
            round(self.power_w, 1), soc_percent,
        )  # fmt: skip
