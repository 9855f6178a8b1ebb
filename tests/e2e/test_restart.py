"""`make down` in the middle of a session and `make up` again: the session goes on, and ends once."""

import asyncio
from typing import Any

import pytest

from tests.e2e.charger import Charger, now
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator


@pytest.mark.parametrize("subprotocol", ["ocpp1.6", "ocpp2.0.1"])
async def test_a_session_outlives_a_restart(cloud: DeployedCloud, subprotocol: str) -> None:
    operator = Operator(cloud.api_url, cloud.token("admin"))
    identity = f"R-{subprotocol}"
    await operator.ask("PUT", "/tokens/CARD", {})
    password = (await operator.ask("PUT", f"/stations/{identity}")).body["password"]
    charger = Charger(cloud.ws_url, identity, password, subprotocol)
    async with charger:
        await charger.boot()
        number = await say(charger, "Started", 0, 1000)
        await say(charger, "Updated", 1, 2000, number)
        await asyncio.to_thread(cloud.stop)
        await asyncio.wait_for(charger.socket.wait_closed(), 20)

    await asyncio.to_thread(cloud.start)
    async with Charger(cloud.ws_url, identity, password, subprotocol) as again:
        await say(again, "Updated", 2, 4000, number)
        await say(again, "Ended", 3, 6250, number)

    operator = Operator(cloud.api_url, cloud.token("admin"))
    (transaction,) = (await operator.get(f"/transactions?station={identity}"))["items"]
    assert (transaction["open"], transaction["energy_wh"]) == (False, 5250)
    assert transaction["integrity"] == {"verdict": "billable", "reasons": []}


async def say(charger: Charger, kind: str, seq_no: int, register_wh: int, number: int | None = None) -> int | None:
    """One step of a session in the charger's dialect; the number of 1.6."""
    at = now()
    if charger.subprotocol == "ocpp1.6":
        return await _say_16(charger, kind, register_wh, number, at)
    context = {"Started": "Transaction.Begin", "Updated": "Sample.Periodic", "Ended": "Transaction.End"}[kind]
    event: dict[str, Any] = {
        "eventType": kind, "timestamp": at, "triggerReason": "MeterValuePeriodic", "seqNo": seq_no,
        "transactionInfo": {"transactionId": "tx-restart"}, "evse": {"id": 1, "connectorId": 1},
        "meterValue": [{"timestamp": at, "sampledValue": [{"value": register_wh, "context": context}]}],
    }  # fmt: skip
    await charger.ask("TransactionEvent", event)
    return None


async def _say_16(charger: Charger, kind: str, register_wh: int, number: int | None, at: str) -> int | None:
    if kind == "Started":
        start = {"connectorId": 1, "idTag": "CARD", "meterStart": register_wh, "timestamp": at}
        return int((await charger.ask("StartTransaction", start))["transactionId"])
    if kind == "Updated":
        value = {"timestamp": at, "sampledValue": [{"value": str(register_wh)}]}
        await charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
        return number
    await charger.ask("StopTransaction", {"transactionId": number, "meterStop": register_wh, "timestamp": at})
    return number
