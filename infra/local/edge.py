"""CloudFront's stand-in: one origin whose paths lead to the WebSocket API, the HTTP API and the documentation."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from infra.local.edge_paths import Answer, Forward, decide

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

_SERVICE_RESTART = 1012
# Here, too, nobody but the edge speaks for the edge, and it alone tells of a certificate.
_FORGED = (b"x-origin-", b"cloudfront-viewer-cert-")

# What the function behind $connect answered to the handshake of this task; filled in by emulator.py.
connect_answer: ContextVar[dict[str, Any] | None] = ContextVar("connect_answer", default=None)


@dataclass(frozen=True)
class Door:
    """Where a viewer came in: by its door a station's security profile is told."""

    security_profile: int
    serves_api: bool = True
    asks_for_certificates: bool = False


PLAIN = Door(security_profile=1)


@dataclass(frozen=True)
class Origins:
    """The deployed APIs and the header that proves that a request came through the edge."""

    station_api: str
    operator_api: str
    secret: str


class Edge:
    """Serves the edge's ports; the cloud's own port and the lifespan go to MiniStack untouched.

    A scope's `door` and `certificate` (headers) are set where it came through a door with TLS (doors.py).
    """

    def __init__(self, cloud: Application, *, cloud_port: int, origins_file: Path) -> None:
        self._cloud, self._cloud_port, self._origins_file = cloud, cloud_port, origins_file
        self._host = f"localhost:{cloud_port}".encode()
        self._closing = asyncio.Event()
        self._sockets: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["server"][1] == self._cloud_port:
            await self._cloud(scope, receive, send)
            return
        path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
        decision = decide(path, query, scope.get("door", PLAIN).serves_api)
        is_websocket = scope["type"] == "websocket"
        if isinstance(decision, Forward) and is_websocket != (decision.path == "/ocpp"):
            decision = Answer(404 if is_websocket else 426)
        origins = self._origins()
        if origins is None:
            decision = Answer(503)
        if isinstance(decision, Answer):
            await _respond(send, scope["type"], decision.status, location=decision.location)
            return
        assert origins is not None
        request = self._origin_request(scope, decision, origins)
        if is_websocket:
            await self._serve_socket(request, _Socket(scope, receive, send, self._closing))
        else:
            await self._cloud(request, receive, send)

    async def close_sockets(self, timeout_s: float) -> None:
        """End every connection as a service restart, and let the $disconnect functions finish."""
        self._closing.set()
        if self._sockets:
            await asyncio.wait(set(self._sockets), timeout=timeout_s)

    async def _serve_socket(self, request: Message, socket: "_Socket") -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sockets.add(task)
        connect_answer.set(socket.connect_answer)
        try:
            await self._cloud(request, socket.receive, socket.send)
        finally:
            self._sockets.discard(task)

    def _origins(self) -> Origins | None:
        try:
            return Origins(**json.loads(self._origins_file.read_text()))
        except FileNotFoundError:
            return None

    def _origin_request(self, scope: Message, forward: Forward, origins: Origins) -> Message:
        if forward.path == "/ocpp":
            path = f"/_aws/execute-api/{origins.station_api}/ocpp"
        else:
            path = f"/_aws/execute-api/{origins.operator_api}/$default{forward.path}"
        headers = [(n, v) for n, v in scope["headers"] if n != b"host" and not n.startswith(_FORGED)]
        forwarded_for = [v for n, v in headers if n == b"x-forwarded-for"]
        headers = [(n, v) for n, v in headers if n != b"x-forwarded-for"]
        headers += [
            (b"host", self._host),
            (b"x-forwarded-for", b", ".join([*forwarded_for, scope["client"][0].encode()])),
            (b"x-origin-secret", origins.secret.encode()),
            (b"x-origin-security-profile", str(scope.get("door", PLAIN).security_profile).encode()),
            *scope.get("certificate", ()),
            (b"x-origin-viewer-address", scope["client"][0].encode()),
        ]
        return {
            **scope,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": forward.query.encode("latin-1"),
            "headers": headers,
        }


class _Socket:
    """One charger's connection: adds to MiniStack's WebSocket API what API Gateway's handshake does."""

    def __init__(self, scope: Message, receive: Receive, send: Send, closing: asyncio.Event) -> None:
        self.connect_answer: dict[str, Any] = {}
        self._offered = scope["subprotocols"]
        self._receive, self._send, self._closing = receive, send, closing
        self._accepted = False

    async def receive(self) -> Message:
        receiving = asyncio.ensure_future(self._receive())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait({receiving, closing}, return_when=asyncio.FIRST_COMPLETED)
            return receiving.result() if receiving.done() else {"type": "websocket.disconnect", "code": 1001}
        finally:
            receiving.cancel()
            closing.cancel()

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self._accepted = True
            chosen = self._answered_header("sec-websocket-protocol")
            message = {**message, "subprotocol": chosen if chosen in self._offered else None}
        elif message["type"] == "websocket.close" and not self._accepted:
            challenge = self._answered_header("www-authenticate")
            status = int(self.connect_answer.get("statusCode", 403))
            await _respond(self._send, "websocket", status, challenge=challenge)
            return
        elif message["type"] == "websocket.close" and self._closing.is_set():
            message = {**message, "code": _SERVICE_RESTART}
        await self._send(message)

    def _answered_header(self, name: str) -> str | None:
        headers = self.connect_answer.get("headers") or {}
        return next((str(value) for key, value in headers.items() if key.lower() == name), None)


async def _respond(
    send: Send, kind: str, status: int, *, location: str | None = None, challenge: str | None = None
) -> None:
    prefix = "websocket.http" if kind == "websocket" else "http"
    body = json.dumps({"message": HTTPStatus(status).phrase}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    headers += [(b"location", location.encode())] if location else []
    headers += [(b"www-authenticate", challenge.encode())] if challenge else []
    await send({"type": f"{prefix}.response.start", "status": status, "headers": headers})
    await send({"type": f"{prefix}.response.body", "body": body})
