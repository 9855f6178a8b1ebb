"""API Gateway between stations and handlers: sockets that die unseen, frames that get lost or overtake each other."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

from station_connect import handler as connect
from station_disconnect import handler as disconnect
from station_message import handler as message

from csms.adapters.dynamodb.models import ConnectionItem
from tests.chaos.faults import FaultPlan, Kind
from tests.chaos.injector import Injector, Outcome
from tests.chaos.loop import Loop
from tests.chaos.truth import Truth
from tests.support.world import PASSWORD

CONTEXT: Any = SimpleNamespace(
    function_name="chaos", memory_limit_in_mb=512, invoked_function_arn="arn", aws_request_id="id"
)
_ANSWERED_ALIKE = ("StartTransaction", "StopTransaction", "TransactionEvent")
_DEAD_SOCKET_SEEN_AFTER_S = 600.0


class Peer(Protocol):
    identity: str
    subprotocol: str

    def connected(self, socket: "Socket") -> None: ...
    def refused(self, status: int) -> None: ...
    def closed(self, socket: "Socket") -> None: ...
    def received(self, socket: "Socket", text: str) -> None: ...


@dataclass
class Socket:
    """Each end has its own opinion of whether it is open."""

    id: str
    peer: Peer
    station_end: bool = True
    gateway_end: bool = True
    announced: bool = False


class Network:
    def __init__(self, loop: Loop, plan: FaultPlan, injector: Injector, truth: Truth) -> None:
        self.loop, self.plan, self.injector, self.truth = loop, plan, injector, truth
        self._sockets: dict[str, Socket] = {}

    def connect(self, peer: Peer) -> None:
        socket = Socket(f"conn-{len(self._sockets) + 1}", peer)
        self._sockets[socket.id] = socket
        self.loop.after(0.1, lambda: self._handshake(socket))

    def send(self, socket: Socket, text: str) -> None:
        """A frame of a station."""
        self.note(socket.peer.identity, f"  -> {socket.id} {text}")
        for delay_s in self.plan.frame_delays():
            self.loop.after(delay_s, lambda: self._arrive(socket, text))

    def close(self, socket: Socket, quietly: bool = False) -> None:
        """By the station, or by a network that cuts it off (`quietly`: nobody tells the gateway)."""
        socket.station_end = False
        if quietly:
            self.loop.after(_DEAD_SOCKET_SEEN_AFTER_S, lambda: self._gateway_closes(socket))
        else:
            self._gateway_closes(socket)

    def push(self, socket: Socket, text: str) -> None:
        """A frame of the CSMS's own."""
        self.note(socket.peer.identity, f"  <- {socket.id} {text}")
        for delay_s in self.plan.frame_delays():
            self.loop.after(delay_s, lambda: self._down(socket, text))

    def socket(self, connection_id: str) -> Socket:
        return self._sockets[connection_id]

    def cut(self, socket: Socket) -> None:
        """The gateway ends the socket, and the station sees it."""
        self._gateway_closes(socket)
        self.loop.after(0.1, lambda: self._station_sees_close(socket))

    def note(self, identity: str, text: str) -> None:
        self.truth.trace.append((self.loop.now.strftime("%d %H:%M:%S"), identity, text))

    def _handshake(self, socket: Socket) -> None:
        identity = socket.peer.identity
        basic = base64.b64encode(f"{identity}:{PASSWORD}".encode()).decode()
        event = {
            "requestContext": {"connectionId": socket.id},
            "queryStringParameters": {"identity": identity},
            "headers": {"Authorization": f"Basic {basic}", "Sec-WebSocket-Protocol": socket.peer.subprotocol},
        }
        outcome = self._invoke(
            "station_connect", identity, f"$connect {socket.id}", lambda: connect.handler(event, CONTEXT)
        )
        status = 500 if outcome.died else int(outcome.value["statusCode"])
        if status == 200 and socket.station_end:
            self.loop.after(0.05, lambda: self._open(socket))
        else:
            socket.station_end = socket.gateway_end = False
            socket.peer.refused(status)

    def _open(self, socket: Socket) -> None:
        if socket.gateway_end:
            socket.peer.connected(socket)
        else:
            socket.peer.refused(0)

    def _arrive(self, socket: Socket, text: str) -> None:
        if not socket.gateway_end:
            return
        identity = socket.peer.identity
        event = {"requestContext": {"connectionId": socket.id}, "body": text}
        outcome = self._invoke(
            "station_message", identity, f"frame {text[:70]}", lambda: message.handler(event, CONTEXT)
        )
        body = None if outcome.died else outcome.value.get("body")
        self._judge(socket, text, outcome, body)
        if body is not None:
            self.note(identity, f"  <- {socket.id} {body}")
            for delay_s in self.plan.frame_delays():
                self.loop.after(delay_s, lambda: self._down(socket, body))

    def _judge(self, socket: Socket, text: str, outcome: Outcome, body: str | None) -> None:
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
            return next(iter(ConnectionItem.query(socket.id, consistent_read=True)), None) is not None

    def _down(self, socket: Socket, text: str) -> None:
        if socket.station_end and socket.gateway_end:
            socket.peer.received(socket, text)

    def _gateway_closes(self, socket: Socket) -> None:
        socket.gateway_end = False
        if socket.announced:
            return
        socket.announced = True
        if self.plan.strikes(Kind.DISCONNECT_LOST):
            return
        late = self.plan.rng.uniform(5.0, 600.0) if self.plan.strikes(Kind.DISCONNECT_LATE) else 0.05
        self.loop.after(late, lambda: self._disconnect(socket))

    def _disconnect(self, socket: Socket) -> None:
        event = {"requestContext": {"connectionId": socket.id}}
        self._invoke(
            "station_disconnect",
            socket.peer.identity,
            f"$disconnect {socket.id}",
            lambda: disconnect.handler(event, CONTEXT),
        )

    def _station_sees_close(self, socket: Socket) -> None:
        if socket.station_end:
            socket.station_end = False
            socket.peer.closed(socket)

    def _invoke(self, function: str, identity: str, name: str, call: Callable[[], Any]) -> Outcome:
        outcome = self.injector.invoke(function, f"{identity} {name}", call)
        if outcome.died:
            self.note(identity, f"    {name}: {'killed' if outcome.killed else repr(outcome.raised)}")
        return outcome


def _answers(message_id: str, body: str | None) -> bool:
    if body is None:
        return False
    frame = json.loads(body)
    return bool(frame[0] in (3, 4) and frame[1] == message_id)
