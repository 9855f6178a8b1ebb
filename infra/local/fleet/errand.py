"""Something that takes its time, and whose progress the CSMS is told; one at a time of its kind."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from .dialect import Dialect
    from .station import Station

DEFAULT_ATTEMPTS, DEFAULT_RETRY_INTERVAL_S = 3, 10


@dataclass(frozen=True)
class Order:
    location: str
    attempts: int = DEFAULT_ATTEMPTS
    retry_interval_s: int = DEFAULT_RETRY_INTERVAL_S
    request_id: int | None = None
    """None in the messages that 1.6 had before its security extension."""


class Errand:
    forgotten_after: ClassVar[frozenset[str]] = frozenset()
    """End states after which there is nothing left to tell."""

    def __init__(self, station: "Station") -> None:
        self.station = station
        self.order: Order | None = None
        self.status = "Idle"
        self._task: asyncio.Task[None] | None = None

    async def tell(self, charge_point: "Dialect", status: str, request_id: int | None, legacy: bool) -> None:
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self, order: Order, work: Coroutine[None, None, None]) -> None:
        """What still runs is given up."""
        if self._task:
            self._task.cancel()
        self.order = order
        self._task = self.station.background.spawn(work)

    def enter(self, status: str) -> None:
        """A new status, told as soon as the station is online."""
        assert self.order
        request_id = self.order.request_id
        self.status = status
        self.station.log("%s: %s", type(self).__name__.lower(), status)
        self.station.reports.put(lambda charge_point: self.tell(charge_point, status, request_id, request_id is None))

    async def tell_last(self, charge_point: "Dialect", legacy: bool) -> None:
        """The status once more: of the errand that runs, or that failed (security whitepaper L01.FR.28, 29)."""
        order = self.order
        known = order is not None and (order.request_id is None) == legacy
        if order and known and (self.busy or not (legacy or self.status in self.forgotten_after)):
            await self.tell(charge_point, self.status, order.request_id, legacy)
        else:
            await self.tell(charge_point, "Idle", None, legacy)
