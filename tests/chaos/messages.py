"""What a station sends, and the ways that its vendor gave it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.chaos.truth import TrueSession

Payload = dict[str, Any]


@dataclass(frozen=True)
class Habits:
    """Probabilities, seconds, and vendors' ways. `gives_start_up_after`: attempts at a StartTransaction (1.6).

    `shuffles`: the queue is sent in any order (2.x); `boots` False: only when it is asked to;
    `forgets_sessions`: when the power fails, without a word about their end.
    """

    timeout_s: float
    retry_s: float
    reconnect_s: float
    keeps_message_id: float
    reconnects_on_timeout: float
    gives_start_up_after: int | None
    pipelines: bool
    evses: int
    marks_offline: bool
    repeats: float
    meters_late: bool
    boots: bool
    shuffles: bool
    forgets_updates: bool
    forgets_sessions: bool
    clock_error_s: float

    @staticmethod
    def drawn(rng: Random) -> "Habits":
        return Habits(
            timeout_s=rng.choice((20.0, 30.0, 60.0)),
            retry_s=rng.choice((5.0, 35.0, 60.0)),
            reconnect_s=rng.choice((1.0, 10.0, 30.0)),
            keeps_message_id=rng.choice((0.0, 0.3, 1.0)),
            reconnects_on_timeout=rng.choice((0.0, 0.5, 1.0)),
            gives_start_up_after=rng.choice((None, None, 1, 3)),
            pipelines=rng.random() < 0.3,
            evses=rng.choice((1, 1, 2)),
            marks_offline=rng.random() < 0.7,
            repeats=rng.choice((0.0, 0.1)),
            meters_late=rng.random() < 0.3,
            boots=rng.random() < 0.9,
            shuffles=rng.random() < 0.2,
            forgets_updates=rng.random() < 0.2,
            forgets_sessions=rng.random() < 0.4,
            clock_error_s=rng.choice((0.0, 0.0, 0.0, 200.0, -120.0, -7200.0)),
        )


@dataclass
class Message:
    """`payload` is made when the message is first sent, and then stays."""

    action: str
    make: Callable[[], Payload]
    answered: Callable[[Payload], None] = lambda payload: None
    session: TrueSession | None = None
    droppable: bool = False
    payload: Payload | None = None
    message_id: str = ""
    attempts: int = 0

    def text(self) -> str:
        self.payload = self.make() if self.payload is None else self.payload
        return json.dumps([2, self.message_id, self.action, self.payload])
