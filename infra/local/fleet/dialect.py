"""What the dialects have in common: a charge point of the `ocpp` library that speaks for a station."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import ocpp.routing
from ocpp import messages
from websockets.asyncio.client import ClientConnection

from .evse import Evse, TransactionEvent
from .outbox import REFUSALS

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


class Dialect:
    """Mixed in before the library's ChargePoint."""

    subprotocol: ClassVar[str]
    profile_ids_identify: ClassVar[bool] = True
    _call: Any
    _call_result: Any
    call: Callable[..., Any]
    start: Callable[..., Any]

    def __init__(self, station: "Station", connection: ClientConnection) -> None:
        super().__init__(  # type: ignore[call-arg]
            station.identity, connection, response_timeout=station.timing.message_timeout_s
        )
        self.station = station

    @staticmethod
    def new_transaction_id() -> str | None:
        raise NotImplementedError

    @staticmethod
    def statuses(evses: Sequence[Evse]) -> dict[int, str]:
        raise NotImplementedError

    async def boot(self, reason: str) -> Any:
        raise NotImplementedError

    async def authorize(self, token: str) -> bool:
        raise NotImplementedError

    async def report_status(self, connector: int, status: str, at: datetime) -> None:
        raise NotImplementedError

    async def report(self, event: TransactionEvent) -> None:
        raise NotImplementedError

    async def report_sample(self, evse: Evse, context: str) -> None:
        raise NotImplementedError

    async def ask(self, payload: object) -> Any:
        """The answer; raises what the library knows as errors, TimeoutError on silence."""
        return await self.call(payload, suppress=False)

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
