"""A raw charger: a WebSocket and JSON, no OCPP library, so that it shares no mistake with the CSMS."""

import asyncio
import base64
import json
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

BOOT = {
    "ocpp1.6": {"chargePointVendor": "V", "chargePointModel": "M"},
    "ocpp2.0.1": {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}},
    "ocpp2.1": {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}},
}


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Charger:
    """Answers what the CSMS asks with `answers[action]`, a payload or a CALLERROR's members, else Accepted; `asked`
    remembers it."""

    ws_url: str
    identity: str
    password: str | None
    subprotocol: str = "ocpp1.6"
    tls: ssl.SSLContext | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _waiting: dict[str, asyncio.Future[list[Any]]] = field(default_factory=dict)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    _count: int = 0

    @property
    def authorization(self) -> str:
        return "Basic " + base64.b64encode(f"{self.identity}:{self.password}".encode()).decode()

    async def __aenter__(self) -> Self:
        headers = {} if self.password is None else {"Authorization": self.authorization}
        self.socket: ClientConnection = await connect(
            f"{self.ws_url}/{quote(self.identity, safe='')}",
            subprotocols=[self.subprotocol],  # type: ignore[list-item]
            additional_headers=headers,
            ssl=self.tls,
            open_timeout=30,  # a function that starts beside others on a busy machine
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self._reader

    async def ask(self, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        """The CALLRESULT's payload."""
        frame = await self.frame(action, payload)
        assert frame[0] == 3, frame
        return dict(frame[2])

    async def frame(self, action: str, payload: Any) -> list[Any]:
        self._count += 1
        message_id = f"{self.identity}-{self._count}"
        answer = self.expect(message_id)
        await self.socket.send(json.dumps([2, message_id, action, payload]))
        return await asyncio.wait_for(answer, 20)

    def expect(self, message_id: str) -> asyncio.Future[list[Any]]:
        """The answer to a CALL that is about to be sent."""
        answer = self._waiting[message_id] = asyncio.get_running_loop().create_future()
        return answer

    async def boot(self) -> None:
        assert (await self.ask("BootNotification", BOOT[self.subprotocol]))["status"] == "Accepted"

    async def until_asked(self, action: str, timeout_s: float = 20) -> dict[str, Any]:
        async with asyncio.timeout(timeout_s):
            while not (found := [payload for name, payload in self.asked if name == action]):
                self._heard.clear()
                await self._heard.wait()
        return found[-1]

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.socket:
                message = json.loads(text)
                if message[0] == 2:
                    self.asked.append((message[2], message[3]))
                    self._heard.set()
                    answer = self.answers.get(message[2], {"status": "Accepted"})
                    reply = [4, message[1], *answer] if isinstance(answer, list) else [3, message[1], answer]
                    await self.socket.send(json.dumps(reply))
                elif message[1] in self._waiting:
                    self._waiting.pop(message[1]).set_result(message)
