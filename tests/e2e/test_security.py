"""The front door over real WebSockets: budgets, the inbox, no way down, two that claim to be one station."""

import asyncio
import itertools
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.e2e.charger import Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

_identities = (f"SEC-{number}" for number in itertools.count(1))
PASSWORD, WRONG = "correct-horse-battery", "wrong-horse-battery-1"


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


async def register(operator: Operator, **members: Any) -> str:
    identity = next(_identities)
    answer = await operator.ask("PUT", f"/stations/{identity}", {"password": PASSWORD, **members})
    assert answer.status == 201, answer
    return identity


async def knock(cloud: DeployedCloud, identity: str, password: str) -> int:
    """The status of the handshake: 101 where it succeeded."""
    try:
        async with Charger(cloud.ws_url, identity, password):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


async def test_a_stranger_shows_up_in_the_inbox_and_is_let_in_without_being_touched(
    cloud: DeployedCloud, operator: Operator
) -> None:
    identity = next(_identities)
    assert await knock(cloud, identity, PASSWORD) == 404
    found = await operator.get(f"/refused-stations/{identity}")
    assert (found["last_reason"], found["password_can_be_trusted"]) == ("unknown_identity", True)
    listed = await operator.get("/refused-stations")
    assert identity in [entry["identity"] for entry in listed["items"]]
    accepted = await operator.ask("POST", f"/refused-stations/{identity}/accept", {"trust_presented_password": True})
    assert accepted.status == 201, accepted
    async with Charger(cloud.ws_url, identity, PASSWORD) as charger:
        await charger.boot()
    assert (await operator.ask("GET", f"/refused-stations/{identity}")).status == 404


async def test_guessing_ends_and_the_real_charger_is_never_locked_out(cloud: DeployedCloud, operator: Operator) -> None:
    """Both come from this machine's address: the charger is known there, the guesser's identity is not."""
    known, fresh = await register(operator), await register(operator)
    assert await knock(cloud, known, PASSWORD) == 101
    for identity in (known, fresh):
        statuses = [await knock(cloud, identity, WRONG) for _ in range(11)]
        assert statuses[:10] == [401] * 10
    assert await knock(cloud, known, PASSWORD) == 101
    assert await knock(cloud, fresh, PASSWORD) == 429
    assert (await operator.ask("PUT", f"/stations/{fresh}", {"password": PASSWORD})).status == 200
    assert await knock(cloud, fresh, PASSWORD) == 101


async def test_profile_2_does_not_come_in_without_tls(cloud: DeployedCloud, operator: Operator) -> None:
    identity = await register(operator, security_profile=2)
    assert await knock(cloud, identity, PASSWORD) == 403
    found = await operator.get(f"/refused-stations/{identity}")
    assert found["last_reason"] == "security_profile_too_low"


async def test_two_that_claim_to_be_one_raise_an_alarm(cloud: DeployedCloud, operator: Operator) -> None:
    identity = await register(operator)
    async with AsyncExitStack() as sockets:
        one = await sockets.enter_async_context(Charger(cloud.ws_url, identity, PASSWORD))
        for _ in range(5):
            other = await sockets.enter_async_context(Charger(cloud.ws_url, identity, PASSWORD))
            await asyncio.wait_for(one.socket.wait_closed(), 10)
            one = other
    events = await operator.get(f"/stations/{identity}/events")
    assert [event["payload"]["alarm"] for event in events["items"] if event["type"] == "alarm"] == ["takeover_flapping"]
