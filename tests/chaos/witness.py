"""Watches every frame that reaches a function: is each CALL answered, and always alike?"""

import json
from typing import Any

from csms.adapters.dynamodb.connections import DynamoConnections
from tests.chaos.injector import Injector
from tests.chaos.invocations import Outcome
from tests.chaos.sockets import Socket
from tests.chaos.truth import Truth

_ANSWERED_ALIKE = ("StartTransaction", "StopTransaction", "TransactionEvent")


class Witness:
    def __init__(self, injector: Injector, truth: Truth) -> None:
        self.injector, self.truth = injector, truth

    def saw(self, socket: Socket, text: str, outcome: Outcome, body: str | None) -> None:
        """Every CALL that a living handler takes on a current connection is answered; an answer tells of itself."""
        try:
            frame = json.loads(text)
        except ValueError:
            return
        if body and body.startswith("[4"):
            self.truth.refused += 1
        if outcome.killed or not isinstance(frame, list) or len(frame) < 2:
            return
        if frame[0] == 2 and not _answers(frame[1], body) and self._is_current(socket):
            self.truth.unanswered.append(f"{socket.peer.identity}: {text} -> {outcome.raised or body!r}")
        if frame[0] == 2 and frame[2] in _ANSWERED_ALIKE and body and body.startswith("[3"):
            self._compare(socket.peer.identity, frame, json.loads(body)[2])
        if frame[0] in (3, 4) and frame[1] in self.truth.calls and self._is_current(socket):
            self.truth.calls[frame[1]].heard = True

    def _compare(self, identity: str, frame: Any, answer: Any) -> None:
        """A repeated message is answered as it was the first time; only where tables fail, by nothing at all."""
        first = self.truth.answers.setdefault((identity, json.dumps(frame[2:])), answer) if answer else answer
        if first != answer:
            self.truth.inconsistent.append(f"{identity}: {frame} was answered by {first}, then by {answer}")

    def _is_current(self, socket: Socket) -> bool:
        with self.injector.paused():
            return DynamoConnections().get(socket.id) is not None


def _answers(message_id: str, body: str | None) -> bool:
    if body is None:
        return False
    frame = json.loads(body)
    return bool(frame[0] in (3, 4) and frame[1] == message_id)
