"""What really happened at the stations, kept by the stations themselves."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class TrueSession:
    """Registers in Wh, times as on the wire. `wire_id` is 1.6's number once a conf brought it, 2.x's own id.

    `abandoned`: the station gave its start up (1.6 §4.8 allows that after some attempts), so that the CSMS
    may know the session by its stop alone. `incomplete`: it let an update go, as a full memory may (2.0.1 E04.FR.07).
    `forgotten`: the power failed, and the station knows nothing of it any more.
    """

    identity: str
    version: str
    evse: int
    token: str
    started_at: str
    begin_wh: int
    wire_id: str | None = None
    ended_at: str | None = None
    end_wh: int = 0
    seq_no: int = 0
    abandoned: bool = False
    start_answered: bool = False
    end_answered: bool = False
    incomplete: bool = False
    forgotten: bool = False
    register_wh: int = 0

    @property
    def energy_wh(self) -> int:
        return self.end_wh - self.begin_wh

    def next_seq_no(self) -> int:
        self.seq_no += 1
        return self.seq_no - 1


@dataclass
class TrueCall:
    """A CALL of the CSMS as its station saw it. `said` are the answers that left the station, in order;

    `heard` says that one of them reached a handler that lived, on a connection that counted.
    """

    identity: str
    action: str
    sent: int = 0
    received: int = 0
    said: list[tuple[str, Any]] = field(default_factory=list)
    heard: bool = False


@dataclass
class Truth:
    sessions: list[TrueSession] = field(default_factory=list)
    calls: dict[str, TrueCall] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    overlapping: list[str] = field(default_factory=list)
    inconsistent: list[str] = field(default_factory=list)
    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    refused: int = 0
    trace: list[tuple[str, str, str]] = field(default_factory=list)
