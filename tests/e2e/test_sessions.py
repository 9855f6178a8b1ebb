"""With nothing but a token: register a station, charge on it, steer it, read what happened."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.e2e.charger import Charger, now
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

_identities = (f"CP {number}.e2e" for number in itertools.count(1))


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


@pytest.fixture
async def station(operator: Operator) -> dict[str, Any]:
    """A registered station with its password, and an accepted token CARD."""
    identity = next(_identities)
    answer = await operator.ask("PUT", f"/stations/{identity.replace(' ', '%20')}")
    assert answer.status == 201, answer
    assert (await operator.ask("PUT", "/tokens/CARD", {"status": "accepted"})).status in (200, 201)
    return dict(answer.body)


def charger_of(cloud: DeployedCloud, station: dict[str, Any], subprotocol: str) -> Charger:
    return Charger(cloud.ws_url, station["identity"], station["password"], subprotocol)


async def transaction_of(operator: Operator, station: dict[str, Any]) -> dict[str, Any]:
    page = await operator.get(f"/transactions?station={station['identity'].replace(' ', '%20')}")
    (transaction,) = page["items"]
    return dict(transaction)


async def test_a_1_6_session_from_boot_to_stop(
    cloud: DeployedCloud, operator: Operator, station: dict[str, Any]
) -> None:
    path = f"/stations/{station['identity'].replace(' ', '%20')}"
    async with charger_of(cloud, station, "ocpp1.6") as charger:
        assert charger.socket.subprotocol == "ocpp1.6"
        await charger.boot()
        assert (await charger.ask("Authorize", {"idTag": "CARD"}))["idTagInfo"]["status"] == "Accepted"
        start = {"connectorId": 1, "idTag": "CARD", "meterStart": 1000, "timestamp": now()}
        number = (await charger.ask("StartTransaction", start))["transactionId"]
        value = {"timestamp": now(), "sampledValue": [{"value": "2.5", "unit": "kWh"}]}
        await charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
        running = await transaction_of(operator, station)
        assert (running["open"], running["energy_wh"]) == (True, 1500)
        wish = {"transaction_id": running["id"]}
        done = await operator.ask("POST", f"{path}/remote-stop", wish, Prefer="wait=20")
        assert (done.status, done.body["status"], done.body["response"]) == (200, "done", {"status": "Accepted"})
        assert charger.asked[-1] == ("RemoteStopTransaction", {"transactionId": number})
        stop = {"transactionId": number, "meterStop": 6250, "timestamp": now(), "reason": "Remote"}
        await charger.ask("StopTransaction", stop)
    ended = await transaction_of(operator, station)
    assert (ended["energy_wh"], ended["stop_reason"], ended["ocpp_transaction_id"]) == (5250, "Remote", number)
    assert ended["integrity"] == {"verdict": "billable", "reasons": []}


@pytest.mark.parametrize("subprotocol", ["ocpp2.0.1", "ocpp2.1"])
async def test_a_2_x_session_from_boot_to_stop(
    cloud: DeployedCloud, operator: Operator, station: dict[str, Any], subprotocol: str
) -> None:
    path = f"/stations/{station['identity'].replace(' ', '%20')}"
    token = {"idToken": "CARD", "type": "ISO14443"}
    async with charger_of(cloud, station, subprotocol) as charger:
        await charger.boot()
        assert (await charger.ask("Authorize", {"idToken": token}))["idTokenInfo"]["status"] == "Accepted"
        await charger.ask("TransactionEvent", event("Started", 0, 1000, "Transaction.Begin") | {"idToken": token})
        await charger.ask("TransactionEvent", event("Updated", 1, 2500, "Sample.Periodic"))
        done = await operator.ask("POST", f"{path}/remote-stop", {"transaction_id": "tx-1"}, Prefer="wait=20")
        assert (done.status, done.body["status"]) == (200, "done")
        assert charger.asked[-1] == ("RequestStopTransaction", {"transactionId": "tx-1"})
        ended = event("Ended", 2, 6250, "Transaction.End")
        ended["transactionInfo"] = {"transactionId": "tx-1", "stoppedReason": "Remote"}
        await charger.ask("TransactionEvent", ended)
    transaction = await transaction_of(operator, station)
    assert (transaction["energy_wh"], transaction["stop_reason"]) == (5250, "Remote")


def in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def event(kind: str, seq_no: int, register_wh: float, context: str) -> dict[str, Any]:
    return {
        "eventType": kind,
        "timestamp": now(),
        "triggerReason": "MeterValuePeriodic",
        "seqNo": seq_no,
        "transactionInfo": {"transactionId": "tx-1"},
        "evse": {"id": 1, "connectorId": 1},
        "meterValue": [{"timestamp": now(), "sampledValue": [{"value": register_wh, "context": context}]}],
    }


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"password": None}, 401),
        ({"password": "wrong-wrong-wrong-wr"}, 401),
        ({"identity": "NOBODY"}, 404),
        ({"subprotocol": "ocpp1.5"}, 400),
    ],
)
async def test_who_is_refused_and_how(
    cloud: DeployedCloud, station: dict[str, Any], change: dict[str, Any], status: int
) -> None:
    members = {"identity": station["identity"], "password": station["password"], "subprotocol": "ocpp1.6"} | change
    with pytest.raises(InvalidStatus) as refused:
        async with Charger(cloud.ws_url, **members):
            pass
    assert refused.value.response.status_code == status


async def test_the_newest_connection_takes_the_identity_over(cloud: DeployedCloud, station: dict[str, Any]) -> None:
    async with charger_of(cloud, station, "ocpp1.6") as first:
        await first.boot()
        async with charger_of(cloud, station, "ocpp1.6") as second:
            await asyncio.wait_for(first.socket.wait_closed(), 10)
            assert (await second.ask("Heartbeat", {}))["currentTime"]


async def test_removing_a_station_closes_its_socket(
    cloud: DeployedCloud, operator: Operator, station: dict[str, Any]
) -> None:
    async with charger_of(cloud, station, "ocpp1.6") as charger:
        await charger.boot()
        removed = await operator.ask("DELETE", f"/stations/{station['identity'].replace(' ', '%20')}")
        assert removed.status == 204
        await asyncio.wait_for(charger.socket.wait_closed(), 10)


async def test_commands_wait_for_a_station_that_is_away(
    cloud: DeployedCloud, operator: Operator, station: dict[str, Any]
) -> None:
    path = f"/stations/{station['identity'].replace(' ', '%20')}"
    async with charger_of(cloud, station, "ocpp1.6") as charger:
        await charger.boot()
    await operator.until(path, lambda body: not body["online"] or body["connected_at"] is None)
    call = {"action": "DataTransfer", "payload": {"vendorId": "v", "data": "1"}}
    assert (await operator.ask("POST", f"{path}/calls", call)).status == 409
    queued = await operator.ask("POST", f"{path}/calls", call | {"queue_until": in_an_hour()})
    assert (queued.status, queued.body["status"]) == (202, "queued"), queued
    async with charger_of(cloud, station, "ocpp1.6") as charger:
        assert await charger.until_asked("DataTransfer") == {"vendorId": "v", "data": "1"}
        command = f"/commands/{queued.body['id']}"
        await operator.until(command, lambda body: body["status"] == "done", 20)


async def test_a_call_that_nobody_answers_times_out(
    cloud: DeployedCloud, operator: Operator, station: dict[str, Any]
) -> None:
    path = f"/stations/{station['identity'].replace(' ', '%20')}"
    async with charger_of(cloud, station, "ocpp1.6") as charger:
        await charger.boot()
        charger._reader.cancel()
        sent = await operator.ask("POST", f"{path}/calls", {"action": "ClearCache", "payload": {}}, Prefer="wait=20")
        assert (sent.status, sent.body["status"]) == (200, "timed_out")
        charger._reader = asyncio.create_task(charger._read())


@pytest.mark.parametrize(
    ("role", "method", "path", "status"),
    [
        ("viewer", "GET", "/stations", 200),
        ("viewer", "POST", "/stations/x/calls", 403),
        ("viewer", "PUT", "/stations/x", 403),
        ("operator", "PUT", "/stations/x", 403),
        ("operator", "PUT", "/tokens/X", 201),
        ("admin", "PUT", "/sites/s1", 201),
    ],
)
async def test_each_role_may_do_its_part(cloud: DeployedCloud, role: str, method: str, path: str, status: int) -> None:
    body = {"name": "Site"} if "/sites/" in path else ({} if method != "GET" else None)
    answer = await Operator(cloud.api_url, cloud.token(role)).ask(method, path, body)
    assert answer.status == status, answer


@pytest.mark.parametrize("token", ["", "x.y.z"])
async def test_no_token_no_answer(cloud: DeployedCloud, token: str) -> None:
    assert (await Operator(cloud.api_url, token).ask("GET", "/stations")).status == 401
