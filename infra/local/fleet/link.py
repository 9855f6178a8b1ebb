"""The station's WebSocket: connect, talk, and come back with growing patience when it breaks."""

import asyncio
import base64
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidMessage, NegotiationError
from websockets.typing import Subprotocol

from .doors import CERTIFIED, Doors
from .session import Session

if TYPE_CHECKING:
    from .station import Station

UNREACHABLE = (OSError, InvalidHandshake, InvalidMessage, TimeoutError, EOFError)


class Link:
    def __init__(self, station: "Station", doors: Doors, password: str, rng: Random) -> None:
        self.password, self.doors = password.encode(), doors
        self._station, self._rng = station, rng
        self._connection: ClientConnection | None = None
        self._cable = asyncio.Event()
        self._cable.set()
        self._failures = 0

    async def run(self) -> None:
        while True:
            await self._cable.wait()
            try:
                await self._connect()
            except UNREACHABLE as error:
                self._station.log("cannot connect: %s", error)
                self.doors.refused(error)
            self._failures += 1
            await asyncio.sleep(self._backoff_s())

    def lose(self) -> None:
        """Break the link without a word, and keep it broken until `restore()`."""
        self._cable.clear()
        if self._connection:
            self._connection.transport.abort()

    def restore(self) -> None:
        self._cable.set()

    async def renew(self) -> None:
        """Close and connect again."""
        if self._connection:
            await self._connection.close()

    async def _connect(self) -> None:
        subprotocol = Subprotocol(self._station.dialect.subprotocol)
        async with connect(
            f"{self.doors.url}/ocpp/{quote(self._station.identity, safe='')}",
            ssl=self.doors.tls,
            subprotocols=[subprotocol],
            additional_headers=self._credentials(),
            proxy=None,
            close_timeout=2,
        ) as connection:
            if connection.subprotocol != subprotocol:
                raise NegotiationError(f"the server did not choose {subprotocol}")
            await self._serve(connection)

    def _credentials(self) -> dict[str, str]:
        """With a certificate there is no password."""
        if self.doors.profile == CERTIFIED:
            return {}
        credentials = base64.b64encode(self._station.identity.encode() + b":" + self.password).decode()
        return {"Authorization": f"Basic {credentials}"}

    async def _serve(self, connection: ClientConnection) -> None:
        self._connection = connection
        try:
            if self._cable.is_set():
                await Session(self._station, connection).run(self._succeeded)
        finally:
            self._connection = None

    def _succeeded(self) -> None:
        self.doors.passed()
        self._failures = 0

    def _backoff_s(self) -> float:
        timing = self._station.timing
        longest_s = min(timing.backoff_max_s, timing.backoff_min_s * 2 ** min(self._failures - 1, 16))
        return float(longest_s * self._rng.uniform(0.5, 1.0))
