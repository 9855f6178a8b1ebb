import asyncio

import pytest
from ocpp.exceptions import InternalError

from infra.local.fleet.observable import Background
from infra.local.fleet.outbox import Outbox


async def drained(outbox: Outbox[str], failures: list[Exception], attempts: int = 3) -> list[str]:
    """What was tried until the outbox is empty."""
    tried: list[str] = []

    async def deliver(message: str) -> None:
        tried.append(message)
        if failures:
            raise failures.pop(0)

    drain = asyncio.create_task(outbox.drain(deliver, lambda: (attempts, 0.0)))
    assert await outbox.until(lambda: not outbox, 5)
    drain.cancel()
    return tried


def filled(*messages: str) -> Outbox[str]:
    outbox: Outbox[str] = Outbox()
    for message in messages:
        outbox.put(message)
    return outbox


async def test_delivers_in_order() -> None:
    assert await drained(filled("a", "b"), []) == ["a", "b"]


async def test_silence_is_met_by_asking_again() -> None:
    assert await drained(filled("a", "b"), [TimeoutError()] * 5) == ["a"] * 6 + ["b"]


async def test_a_message_refused_too_often_is_dropped() -> None:
    assert await drained(filled("a", "b"), [InternalError()] * 3) == ["a"] * 3 + ["b"]


async def test_a_message_whose_answer_was_lost_goes_first_next_time() -> None:
    outbox = filled("a", "b")
    asked = asyncio.Event()

    async def never_answered(_: str) -> None:
        asked.set()
        await asyncio.Event().wait()

    drain = asyncio.create_task(outbox.drain(never_answered))
    await asked.wait()
    drain.cancel()
    assert await drained(outbox, []) == ["a", "b"]


async def test_a_crash_in_the_background_is_raised_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    async def crash() -> None:
        raise ZeroDivisionError

    background = Background()
    background.spawn(crash())
    await asyncio.sleep(0)
    with pytest.raises(ZeroDivisionError):
        await background.close()
    assert "crashed" in caplog.text
