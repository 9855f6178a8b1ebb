"""State that others can wait for, and tasks that are awaited at the end."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

LOG = logging.getLogger("fleet")


class Observable:
    def __init__(self) -> None:
        self._change = asyncio.Event()

    def changed(self) -> None:
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, condition: Callable[[], object], timeout_s: float | None = None) -> bool:
        """Wait for the condition; False when the time was up first."""
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    await self._change.wait()
        except TimeoutError:
            return bool(condition())
        return True


class Background:
    """Tasks that live until they are done or closed; a crash is logged when it happens and raised by close()."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._crash: BaseException | None = None

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._crash is not None:
            raise self._crash

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        crash = None if task.cancelled() else task.exception()
        if crash is not None:
            LOG.error("a task of the fleet crashed", exc_info=crash)
            self._crash = crash
