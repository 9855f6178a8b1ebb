"""What the dialects have in common: a charge point of the `ocpp` library that speaks for a station."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import ocpp.charge_point
import ocpp.routing
from ocpp import messages
from websockets.asyncio.client import ClientConnection

from .evse import Evse
from .local_list import Verdict
from .outbox import REFUSALS
from .transaction import TransactionEvent

if TYPE_CHECKING:
    from .station import Station

# In a thread it costs more, and lets other messages overtake the answer to a CALL.
messages.ASYNC_VALIDATION = False

Handler = TypeVar("Handler", bound=Callable[..., Any])


def on(action: str) -> Callable[[Handler], Handler]:
    """The library's decorator, typed. Handlers do not wait: what they start goes out after their answer."""
    decorate: Callable[[Handler], Handler] = ocpp.routing.on(action)
    return decorate


def wire_time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Dialect(ocpp.charge_point.ChargePoint):
    """A version mixes it with the library's ChargePoint of that version."""

    subprotocol: ClassVar[str]
    profile_ids_identify: ClassVar[bool] = True

    def __init__(self, station: "Station", connection: ClientConnection) -> None:
        super().__init__(station.identity, connection, response_timeout=station.timing.message_timeout_s)
        self.station = station

    @staticmethod
    def new_transaction_id() -> str | None:
        raise NotImplementedError

    @staticmethod
    def statuses(evses: Sequence[Evse]) -> dict[int, str]:
        raise NotImplementedError

    async def boot(self, reason: str) -> Any:
        raise NotImplementedError

    async def authorize(self, token: str) -> Verdict:
        raise NotImplementedError

    async def report_reservation(self, reservation_id: int, how: str) -> None:
        raise NotImplementedError

    async def report_status(self, connector: int, status: str, at: datetime) -> None:
        raise NotImplementedError

    async def report_security_event(self, kind: str, at: datetime, tech_info: str | None) -> None:
        raise NotImplementedError

    async def report_firmware(self, status: str, request_id: int | None, legacy: bool) -> None:
        """`legacy`: with the message that 1.6 had before its security extension."""
        raise NotImplementedError

    async def report_log(self, status: str, request_id: int | None, legacy: bool) -> None:
        raise NotImplementedError

    async def sign_certificate(self, csr: str) -> bool:
        raise NotImplementedError

    async def report(self, event: TransactionEvent) -> None:
        raise NotImplementedError

    async def report_sample(self, evse: Evse, context: str) -> None:
        raise NotImplementedError

    async def ask(self, payload: object) -> Any:
        """The answer; raises what the library knows as errors, TimeoutError on silence."""
        return await self.call(payload, suppress=False)

    async def route_message(self, raw_msg: str) -> None:
        """The next frame may rest on the answer in this one: wait until the one who asked has it."""
        await super().route_message(raw_msg)
        if self._call_lock.locked():
            await self._response_queue.join()

    async def _get_specific_response(self, unique_id: str, timeout: float) -> Any:
        # The library's own waits with wait_for(), which in Python 3.11 forgets a cancellation that comes
        # together with the answer: the task would live on after its session.
        try:
            async with asyncio.timeout(timeout):
                while True:
                    response = await self._response_queue.get()
                    asyncio.get_running_loop().call_soon(self._response_queue.task_done)
                    if response.unique_id == unique_id:
                        return response
        finally:
            self._forget_responses()

    def _forget_responses(self) -> None:
        while not self._response_queue.empty():
            self._response_queue.get_nowait()
            self._response_queue.task_done()

    async def heartbeat(self) -> None:
        await self.ask(self._call.Heartbeat())

    async def register(self, reason: str) -> float:
        """Boot; returns the seconds after which to do so again if this one is not accepted."""
        try:
            answer = await self.boot(reason)
        except (TimeoutError, *REFUSALS):
            return self.station.timing.backoff_max_s
        self.station.booted(answer.status, answer.interval)
        return answer.interval or self.station.timing.backoff_max_s

    @on("ClearCache")
    def on_clear_cache(self, **_: Any) -> Any:
        return self._call_result.ClearCache("Accepted")

    @on("DataTransfer")
    def on_data_transfer(self, **_: Any) -> Any:
        return self._call_result.DataTransfer("UnknownVendorId")
