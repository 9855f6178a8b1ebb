"""A scripted CSMS for stations of every version: it records what they say and answers as told."""

import json
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple, Self
from urllib.parse import unquote

from cryptography import x509
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from infra.local.fleet.observable import Observable

NOW = "2026-01-01T00:00:00Z"
SUBPROTOCOLS = [Subprotocol(f"ocpp{version}") for version in ("1.6", "2.0.1", "2.1")]
ACCEPTED = {"status": "Accepted"}
Answer = Callable[[dict[str, Any]], "dict[str, Any] | None"]


class Frame(NamedTuple):
    id: str
    action: str
    payload: dict[str, Any]


class Csms(Observable):
    """`answers` may be overridden by action; an answer of None is silence."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self._tls = tls
        self.frames: list[Frame] = []
        self.handshakes: list[tuple[str, str | None]] = []
        """Identity and Authorization."""
        self.certificates: list[x509.Certificate] = []
        """Those that stations showed."""
        self.answers: dict[str, Answer] = {}
        self.start_transactions = 0
        self._connection: ServerConnection | None = None
        self._results: dict[str, Any] = {}
        self._server: Server | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"{'wss' if self._tls else 'ws'}://127.0.0.1:{self._port}"

    async def __aenter__(self) -> Self:
        self._server = await serve(self._serve, "127.0.0.1", self._port, ssl=self._tls, subprotocols=SUBPROTOCOLS)
        self._port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        self._server.close()
        await self._server.wait_closed()

    async def until(self, condition: Callable[[], object], timeout_s: float | None = 5.0) -> bool:
        return await super().until(condition, timeout_s)

    def seen(self, action: str, **fields: Any) -> list[Frame]:
        """Frames of an action whose payload has these fields."""
        return [frame for frame in self.frames if frame.action == action and fields.items() <= _hashable(frame.payload)]

    async def expect(self, action: str, **fields: Any) -> dict[str, Any]:
        """The last such frame, as soon as there is one."""
        assert await self.until(lambda: self.seen(action, **fields)), self.frames
        return self.seen(action, **fields)[-1].payload

    async def call(self, action: str, payload: dict[str, Any] | None = None) -> Any:
        """The payload of the result, or the code of the error."""
        assert self._connection
        call_id = f"csms-{len(self._results)}"
        self._results[call_id] = None
        await self._connection.send(json.dumps([2, call_id, action, payload or {}]))
        assert await self.until(lambda: self._results[call_id] is not None), action
        return self._results[call_id]

    async def _serve(self, connection: ServerConnection) -> None:
        assert connection.request
        identity = unquote(connection.request.path.removeprefix("/ocpp/"))
        self._note_certificate(connection)
        self.handshakes.append((identity, connection.request.headers.get("Authorization")))
        self._connection = connection
        self.changed()
        with suppress(ConnectionClosed):
            async for text in connection:
                await self._take(connection, json.loads(text))

    def _note_certificate(self, connection: ServerConnection) -> None:
        tls = connection.transport.get_extra_info("ssl_object")
        shown = tls.getpeercert(binary_form=True) if tls else None
        if shown:
            self.certificates.append(x509.load_der_x509_certificate(shown))

    async def _take(self, connection: ServerConnection, frame: list[Any]) -> None:
        if frame[0] == 2:
            self.frames.append(Frame(*frame[1:]))
            reply = self.answers.get(frame[2], self._answer(frame[2]))(frame[3])
            if reply is not None:
                await connection.send(json.dumps([3, frame[1], reply]))
        else:
            self._results[frame[1]] = frame[2]
        self.changed()

    def _answer(self, action: str) -> Answer:
        def answer(payload: dict[str, Any]) -> dict[str, Any]:
            if action == "BootNotification":
                return {"status": "Accepted", "currentTime": NOW, "interval": 300}
            if action == "Heartbeat":
                return {"currentTime": NOW}
            if action == "StartTransaction":
                self.start_transactions += 1
                return {"transactionId": self.start_transactions, "idTagInfo": ACCEPTED}
            if action == "Authorize":
                return {"idTokenInfo": ACCEPTED} if "idToken" in payload else {"idTagInfo": ACCEPTED}
            if action == "TransactionEvent" and "idToken" in payload:
                return {"idTokenInfo": ACCEPTED}
            return {}

        return answer


def _hashable(payload: dict[str, Any]) -> set[tuple[str, Any]]:
    return {(key, value) for key, value in payload.items() if isinstance(value, str | int | float)}


def measured(meter_values: Iterable[dict[str, Any]], measurand: str) -> list[float]:
    return [
        float(value["value"])
        for meter_value in meter_values
        for value in meter_value["sampledValue"]
        if value["measurand"] == measurand
    ]
