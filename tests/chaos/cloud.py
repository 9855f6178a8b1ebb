"""@connections and SQS behind the real adapters: a queue delivers at least once, and at its own time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from scheduled_task import handler as scheduled_task

from csms.adapters.queues import SqsQueues
from csms.adapters.station_link import ApiGatewayStationLink
from tests.chaos.aws_errors import refusal
from tests.chaos.faults import FaultPlan, Kind
from tests.chaos.injector import Injector
from tests.chaos.loop import Loop
from tests.chaos.network import CONTEXT, Network
from tests.chaos.truth import TrueCall, Truth

PLANNER, TIMERS = "https://sqs/planner", "https://sqs/timers"
# Their clients take long to make, and keep nothing.
LINK, QUEUES = ApiGatewayStationLink("https://station.api/live"), SqsQueues(PLANNER, TIMERS)
# As in infra/scheduling.py: six times the function's time-out, five attempts, then the dead-letter queue.
VISIBILITY_TIMEOUT_S = 360.0
MAX_RECEIVES = 5
# Less than a command's time: its clock starts before it is sent, and a function may be slow in between.
ANSWER_TIME_S = 15


@dataclass
class Connections:
    """The @connections API."""

    network: Network
    truth: Truth
    _open_calls: dict[str, tuple[str, float]] = field(default_factory=dict)

    def __call__(self, operation: str, parameters: dict[str, Any]) -> Any:
        socket = self.network.socket(parameters["ConnectionId"])
        if not socket.gateway_end:
            raise refusal(operation, "GoneException", 410)
        if operation == "DeleteConnection":
            self.network.cut(socket)
        else:
            text = parameters["Data"].decode()
            self._note(socket.peer.identity, json.loads(text))
            self.network.push(socket, text)
        return {}

    def _note(self, identity: str, frame: Any) -> None:
        """One CALL at a time (2.0.1 part 4 §4.1.1), unless the one before was answered or has timed out."""
        call = self.truth.calls.setdefault(frame[1], TrueCall(identity, frame[2]))
        call.sent += 1
        now = self.network.loop.now.timestamp()
        before, at = self._open_calls.get(identity, ("", 0.0))
        answered = before in self.truth.calls and self.truth.calls[before].said
        if before and before != frame[1] and not answered and now - at < ANSWER_TIME_S:
            self.truth.overlapping.append(f"{identity}: {frame[1]} while {before} was open")
        if frame[2:] != ["Reset", {"type": "Hard"}]:
            self._open_calls[identity] = (frame[1], now)


@dataclass
class Queues:
    """The timers' queue calls scheduled_task; that a plan is wanted is only counted."""

    loop: Loop
    plan: FaultPlan
    injector: Injector
    note: Callable[[str, str], None]
    plans: int = 0
    dead_letters: list[str] = field(default_factory=list)

    def __call__(self, operation: str, parameters: dict[str, Any]) -> Any:
        self.injector.guard.queue(parameters["QueueUrl"].rpartition("/")[2])
        if parameters["QueueUrl"] == PLANNER:
            self.plans += 1
        else:
            self._enqueue(parameters["DelaySeconds"], parameters["MessageBody"])
        return {}

    def _enqueue(self, delay_s: float, body: str) -> None:
        if self.plan.strikes(Kind.TASK_LATE):
            delay_s += self.plan.rng.uniform(30.0, 900.0)
        self._deliver_in(delay_s, body, 1)
        if self.plan.strikes(Kind.TASK_TWICE):
            self._deliver_in(delay_s + self.plan.rng.choice((0.0, 2.0, 400.0)), body, 1)

    def _deliver_in(self, delay_s: float, body: str, receive: int) -> None:
        self.loop.after(delay_s, lambda: self._deliver(body, receive))

    def _deliver(self, body: str, receive: int) -> None:
        """The last attempt meets no fault: what ends as a dead letter then is the code's own failure."""
        name, immune = f"task {body}", receive >= MAX_RECEIVES
        outcome = self.injector.invoke("scheduled_task", name, lambda: _run_task(body, receive), immune)
        if not outcome.died and not outcome.value.get("batchItemFailures"):
            return
        self.note("", f"    {name}: {'killed' if outcome.killed else repr(outcome.raised)} (attempt {receive})")
        if immune:
            self.dead_letters.append(f"{body}: {outcome.raised!r}")
        else:
            self._deliver_in(VISIBILITY_TIMEOUT_S, body, receive + 1)


def _run_task(body: str, receive: int) -> Any:
    """A batch of one. Each execution environment has its own batch processor: two may run at one time."""
    scheduled_task.processor = BatchProcessor(event_type=EventType.SQS)
    attributes = {"ApproximateReceiveCount": str(receive)}
    record = {"messageId": "m1", "body": body, "eventSource": "aws:sqs", "attributes": attributes}
    return scheduled_task.handler({"Records": [record]}, CONTEXT)
