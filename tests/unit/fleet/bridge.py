"""Sockets in front of the real CSMS, in this process: what API Gateway and the queues do for it on AWS."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import unquote

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.ocpp.dispatch import handle_frame
from tests.support.world import World
from tests.unit.operator_api.conftest import Answer, Api

SUBPROTOCOLS = [Subprotocol(f"ocpp{version}") for version in ("1.6", "2.0.1", "2.1")]
TICK_S = 0.02


class Bridge:
    """Its world has the time of the wall clock, as the stations have."""

    def __init__(self, api: Api) -> None:
        self.api, self.csms = api, api.csms
        self._sockets: dict[str, ServerConnection] = {}
        self._connections = 0
        self._due: list[tuple[float, dict[str, Any]]] = []
        self._server: Server | None = None
        self._queues: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._server = await serve(self._serve, "127.0.0.1", 0, subprotocols=SUBPROTOCOLS)
        self._queues = asyncio.create_task(self._deliver())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server
        assert self._queues
        self._queues.cancel()
        await asyncio.gather(self._queues, return_exceptions=True)
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server
        return f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}"

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The body of a good answer."""
        self._now()
        answer: Answer = self.api.send(method, path, body)
        assert answer.status < 300, answer
        return answer.body

    async def until(self, path: str, **members: Any) -> Any:
        """The resource, or the newest such one of a list, as soon as it has these members."""
        deadline = time.monotonic() + 10
        while True:
            body = await self.ask("GET", path)
            for found in body.get("items", [body]):
                if all(found[name] == value for name, value in members.items()):
                    return found
            assert time.monotonic() < deadline, body
            await asyncio.sleep(0.05)

    def _now(self) -> World:
        self.csms.moment = datetime.now(UTC)
        return self.csms

    async def _serve(self, socket: ServerConnection) -> None:
        assert socket.request
        self._connections += 1
        connection_id = f"socket-{self._connections}"
        self._sockets[connection_id] = socket
        identity = unquote(socket.request.path.removeprefix("/ocpp/"))
        shake = Handshake(connection_id, identity, socket.request.headers["Authorization"], [str(socket.subprotocol)])
        with self._now().guard.running("station_connect"):
            outcome = connect_station(self.csms.ports, shake)
        assert not isinstance(outcome, Refusal), outcome
        with suppress(ConnectionClosed):
            async for text in socket:
                await self._take(connection_id, socket, str(text))
        self._now().disconnect(connection_id)

    async def _take(self, connection_id: str, socket: ServerConnection, text: str) -> None:
        connection = self._now().ports.connections.get(connection_id)
        assert connection
        with self.csms.guard.running("station_message"):
            reply = handle_frame(self.csms.ports, connection, text)
        if reply is not None:
            await socket.send(reply)

    async def _deliver(self) -> None:
        """Frames to stations, and tasks when they are due."""
        while True:
            await asyncio.sleep(TICK_S)
            frames, self.csms.link.sent = self.csms.link.sent, []
            for connection_id, text in frames:
                with suppress(ConnectionClosed):
                    await self._sockets[connection_id].send(text)
            tasks, self.csms.queues.tasks = self.csms.queues.tasks, []
            self._due += [(time.monotonic() + delay_s, task) for delay_s, task in tasks]
            ready = [task for at, task in self._due if at <= time.monotonic()]
            self._due = [(at, task) for at, task in self._due if at > time.monotonic()]
            for task in ready:
                self._now().run_task(task)
