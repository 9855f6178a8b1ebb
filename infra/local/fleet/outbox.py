"""Messages in the order in which they happened; each leaves when it is answered."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from ocpp.exceptions import OCPPError, UnknownCallErrorCodeError

from .observable import Observable

T = TypeVar("T")
Deliver = Callable[[T], Awaitable[object]]
Patience = Callable[[], tuple[int, float]]
"""Attempts, and the interval between them in seconds."""
REFUSALS = (OCPPError, UnknownCallErrorCodeError)


class Outbox(Observable, Generic[T]):
    """Survives the link: a message whose answer was lost with it goes out first on the next one."""

    def __init__(self) -> None:
        super().__init__()
        self._messages: deque[T] = deque()

    def __len__(self) -> int:
        return len(self._messages)

    def put(self, message: T) -> None:
        self._messages.append(message)
        self.changed()

    def clear(self) -> None:
        self._messages.clear()

    async def drain(self, deliver: Deliver[T], patience: Patience = lambda: (1, 0.0)) -> None:
        """Deliver for ever. Silence is met by asking again, a refusal by a few attempts at growing intervals."""
        while True:
            await self.until(lambda: self._messages)
            await _insist(deliver, self._messages[0], patience)
            self._messages.popleft()
            self.changed()


async def _insist(deliver: Deliver[T], message: T, patience: Patience) -> None:
    refusals = 0
    while True:
        try:
            await deliver(message)
            return
        except TimeoutError:
            continue
        except REFUSALS:
            refusals += 1
            attempts, interval_s = patience()
            if refusals >= attempts:
                return
            await asyncio.sleep(interval_s * refusals)
