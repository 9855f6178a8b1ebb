"""What goes wrong, when, and how often: decided by one seed."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


class Killed(BaseException):
    """The execution environment is gone: no `except Exception` sees it, and nothing runs after it."""


class Kind(StrEnum):
    KILL_BEFORE = "killed before a write"
    KILL_AFTER = "killed after a write"
    THROTTLED = "DynamoDB throttled"
    SERVER_ERROR = "DynamoDB failed"
    LOST_ANSWER = "DynamoDB applied, answer lost"
    APPLIED_TWICE = "DynamoDB write sent twice by the SDK"
    CONFLICT = "transaction conflict"
    LINK_GONE = "@connections 410"
    LINK_LIMITED = "@connections 429"
    LINK_FAILED = "@connections 500"
    LINK_TIMEOUT = "@connections timed out"
    QUEUE_FAILED = "SQS send failed"
    QUEUE_LOST_ANSWER = "SQS sent, answer lost"
    TASK_TWICE = "SQS delivered twice"
    TASK_LATE = "SQS delivered late"
    DROPPED = "frame dropped"
    REPEATED = "frame repeated"
    DELAYED = "frame delayed"
    REORDERED = "frame reordered"
    SLOW = "function slow, others overtake it"
    DISCONNECT_LOST = "$disconnect lost"
    DISCONNECT_LATE = "$disconnect late"
    TAKEOVER = "socket replaced"


ANY_WRITE = (Kind.KILL_BEFORE, Kind.KILL_AFTER)
ANY_REQUEST = (Kind.THROTTLED, Kind.SERVER_ERROR, Kind.SLOW)
DATABASE_WRITE = (Kind.LOST_ANSWER, Kind.APPLIED_TWICE, Kind.CONFLICT)
LINK = (Kind.LINK_GONE, Kind.LINK_LIMITED, Kind.LINK_FAILED, Kind.LINK_TIMEOUT)
QUEUE = (Kind.QUEUE_FAILED, Kind.QUEUE_LOST_ANSWER)
# A kill has the most places to happen; a frame seldom brings a message to a station.
_WEIGHTS = {
    **dict.fromkeys((*ANY_WRITE, Kind.SLOW), 4),
    **dict.fromkeys((Kind.THROTTLED, Kind.SERVER_ERROR, *DATABASE_WRITE), 2),
    **dict.fromkeys((*LINK, *QUEUE), 1),
}
_SENDERS = {**_WEIGHTS, **dict.fromkeys(LINK, 4), **dict.fromkeys(QUEUE, 3)}
_SEND = ("operator_api", "scheduled_task", "station_connect")


@dataclass
class Fault:
    """Strikes at the `countdown`-th place where `kind` can strike; `coin` decides between its two forms."""

    kind: Kind
    countdown: int
    coin: bool


@dataclass
class FaultPlan:
    """`invocation_rate` and `frame_rate` are probabilities; the same seed gives the same faults."""

    rng: Random
    invocation_rate: float
    frame_rate: float
    on: bool = True
    outage: bool = False
    injected: Counter[Kind] = field(default_factory=Counter)

    def of_invocation(self, function: str) -> Fault | None:
        if not self.on or self.rng.random() >= self.invocation_rate:
            return None
        weights = _SENDERS if function in _SEND else _WEIGHTS
        (kind,) = self.rng.choices(list(weights), list(weights.values()))
        furthest = 6 if kind in ANY_REQUEST else 4 if kind in ANY_WRITE else 2
        return Fault(kind, self.rng.randint(1, furthest), self.rng.random() < 0.5)

    def strikes(self, kind: Kind, rate: float | None = None) -> bool:
        """Whether a fault beside the handlers happens now; counts it."""
        happens = self.on and self.rng.random() < (self.frame_rate if rate is None else rate)
        if happens:
            self.injected[kind] += 1
        return happens

    def count(self, kind: Kind) -> None:
        self.injected[kind] += 1

    def frame_delays(self) -> list[float]:
        """When the copies of one frame arrive, in seconds from now; none where it is lost."""
        if self.strikes(Kind.DROPPED):
            return []
        if self.strikes(Kind.REPEATED):
            return [0.05, 0.05 + self.rng.choice((0.0, 0.0, 1.0, 40.0))]
        if self.strikes(Kind.DELAYED):
            return [self.rng.uniform(5.0, 60.0)]
        if self.strikes(Kind.REORDERED):
            return [self.rng.uniform(0.2, 3.0)]
        return [0.05]
