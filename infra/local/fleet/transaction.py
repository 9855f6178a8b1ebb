"""A transaction as it is told: who wishes it, what was measured, what happened in it. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime

from .profiles import ChargingProfile


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
    group: str | None = None


@dataclass(eq=False)
class Transaction:
    evse_id: int
    token: str
    started_at: datetime
    wire_id: int | str | None = None
    """2.x: the station's own; 1.6: the CSMS's, None until it has answered."""
    remote_start_id: int | None = None
    reservation_id: int | None = None
    """Of the reservation that it used up."""
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
