"""API Gateway between stations and handlers: sockets that die unseen, frames that get lost or overtake each other."""

import base64
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from station_connect import handler as connect
from station_disconnect import handler as disconnect
from station_message import handler as message

from tests.chaos.faults import FaultPlan, Kind
from tests.chaos.injector import Injector
from tests.chaos.invocations import Outcome
from tests.chaos.loop import Loop
from tests.chaos.sockets import Peer, Socket
from tests.chaos.truth import Truth
from tests.chaos.witness import Witness
from tests.support.world import PASSWORD

CONTEXT: Any = SimpleNamespace(
    function_name="chaos", memory_limit_in_mb=512, invoked_function_arn="arn", aws_request_id="id"
)
_DEAD_SOCKET_SEEN_AFTER_S = 600.0


class Network:
    def __init__(self, loop: Loop, plan: FaultPlan, injector: Injector, truth: Truth) -> None:
        self.loop, self.plan, self.injector, self.truth = loop, plan, injector, truth
        self.witness = Witness(injector, truth)
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
        self.witness.saw(socket, text, outcome, body)
        if body is not None:
            self.note(identity, f"  <- {socket.id} {body}")
            for delay_s in self.plan.frame_delays():
                self.loop.after(delay_s, lambda: self._down(socket, body))

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
