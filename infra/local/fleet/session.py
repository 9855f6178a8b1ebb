"""The conversation on one connection: register if need be, then heartbeats, notifications and transactions."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from .local_list import Verdict
from .outbox import REFUSALS
from .transaction import TransactionEvent

if TYPE_CHECKING:
    from .dialect import Dialect
    from .station import Station


class Session:
    def __init__(self, station: "Station", connection: ClientConnection) -> None:
        self.charge_point = station.dialect(station, connection)
        self._station = station
        self._tasks = asyncio.TaskGroup()

    async def run(self, accepted: Callable[[], None]) -> None:
        """Returns when the connection is closed; everything that waits for an answer ends with it."""
        try:
            async with self._tasks as tasks:
                tasks.create_task(self.charge_point.start())
                tasks.create_task(self._station.notifications.drain(_once))
                await self._register()
                accepted()
                await self._converse()
        except* ConnectionClosed as closed:
            self._station.log("link lost: %s", closed.exceptions[0])
        finally:
            self._station.went_offline()
        # Before Python 3.13 a group that has errors forgets that it was also cancelled.
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError

    async def authorize(self, token: str) -> Verdict | None:
        """None when the answer does not come, or the link dies first."""
        task = self._tasks.create_task(_verdict(self.charge_point, token))
        await asyncio.wait({task})
        return None if task.cancelled() or task.exception() else task.result()

    async def _register(self) -> None:
        while self._station.boot_reason:
            wait_s = await self.charge_point.register(self._station.boot_reason)
            await self._station.until(lambda: self._station.boot_reason is None, wait_s)

    async def _converse(self) -> None:
        self._station.went_online(self)
        self._tasks.create_task(self._beat())
        self._tasks.create_task(self._station.reports.drain(lambda tell: tell(self.charge_point)))
        await self._station.transactions.drain(self._report, self._patience)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(max(1, self._station.settings.integer("HeartbeatInterval")))
            self._station.notifications.put(self.charge_point.heartbeat)

    async def _report(self, event: TransactionEvent) -> None:
        await self.charge_point.report(event)
        self._station.changed()

    def _patience(self) -> tuple[int, float]:
        settings = self._station.settings
        attempts = settings.integer("TransactionMessageAttempts")
        return attempts, settings.integer("TransactionMessageRetryInterval")


async def _verdict(charge_point: "Dialect", token: str) -> Verdict | None:
    try:
        return await charge_point.authorize(token)
    except TimeoutError:
        return None
    except REFUSALS:
        return Verdict(accepted=False)


async def _once(notify: Callable[[], Awaitable[object]]) -> None:
    with suppress(TimeoutError):
        await notify()
