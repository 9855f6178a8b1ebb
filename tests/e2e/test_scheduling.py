"""Book a limit on a site of three charging stations, and watch what each of them holds."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.charger import Charger, now
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

SITE, CONNECTION_A, BOOKED_A = "depot", 60, 24
PLANNER_PERIOD_S = 60


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


def limit_a(charger: Charger, at: datetime) -> float | None:
    """What the newest TxProfile that the charger has accepted allows at a moment, in A per phase."""
    for action, payload in reversed(charger.asked):
        profile = payload.get("csChargingProfiles") or payload.get("chargingProfile") or {}
        if action == "SetChargingProfile" and profile["chargingProfilePurpose"] == "TxProfile":
            return _limit_of(profile, at)
    return None


def _limit_of(profile: dict[str, Any], at: datetime) -> float:
    schedule = profile["chargingSchedule"]
    schedule = schedule[0] if isinstance(schedule, list) else schedule
    elapsed_s = (at - datetime.fromisoformat(schedule["startSchedule"])).total_seconds()
    assert elapsed_s < schedule["duration"]
    return float([p["limit"] for p in schedule["chargingSchedulePeriod"] if p["startPeriod"] <= elapsed_s][-1])


async def limits_become(chargers: list[Charger], wanted: list[float], timeout_s: float = PLANNER_PERIOD_S) -> None:
    """Within one planner period; at no time may the sum pass what is booked."""
    async with asyncio.timeout(timeout_s):
        while (held := [limit_a(charger, datetime.now(UTC)) for charger in chargers]) != wanted:
            assert sum(limit or 0 for limit in held) <= CONNECTION_A, held
            await asyncio.sleep(0.2)


async def start(charger: Charger) -> None:
    await charger.boot()
    if charger.subprotocol == "ocpp1.6":
        status = {"connectorId": 1, "errorCode": "NoError", "status": "Charging"}
        await charger.ask("StatusNotification", status)
        session = {"connectorId": 1, "idTag": "CARD", "meterStart": 0, "timestamp": now()}
        await charger.ask("StartTransaction", session)
        return
    status = {"timestamp": now(), "connectorStatus": "Occupied", "evseId": 1, "connectorId": 1}
    await charger.ask("StatusNotification", status)
    session = {
        "eventType": "Started", "timestamp": now(), "triggerReason": "ChargingStateChanged", "seqNo": 0,
        "transactionInfo": {"transactionId": f"tx-{charger.identity}", "chargingState": "Charging"},
        "evse": {"id": 1, "connectorId": 1}, "idToken": {"idToken": "CARD", "type": "ISO14443"},
    }  # fmt: skip
    await charger.ask("TransactionEvent", session)


async def registered(cloud: DeployedCloud, operator: Operator, identity: str, subprotocol: str) -> Charger:
    answer = await operator.ask("PUT", f"/stations/{identity}", {"site_id": SITE})
    assert answer.status == 201, answer
    return Charger(cloud.ws_url, identity, answer.body["password"], subprotocol)


async def test_a_booked_limit_is_shared_followed_and_given_back(cloud: DeployedCloud, operator: Operator) -> None:
    await operator.ask("PUT", "/tokens/CARD", {})
    site = await operator.ask("PUT", f"/sites/{SITE}", {"name": "Depot", "limit_a": CONNECTION_A})
    assert site.status == 201, site
    async with AsyncExitStack() as stack:
        chargers = [
            await stack.enter_async_context(await registered(cloud, operator, f"D-{subprotocol}", subprotocol))
            for subprotocol in ("ocpp1.6", "ocpp2.0.1", "ocpp2.1")
        ]
        for charger in chargers:
            await start(charger)
        await limits_become(chargers, [20, 20, 20])

        ends = datetime.now(UTC) + timedelta(seconds=75)
        booking = {
            "site_id": SITE, "limit_a": BOOKED_A, "recurrence": "once",
            "starts_at": now(), "ends_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip
        assert (await operator.ask("POST", "/schedules", booking)).status == 201
        await limits_become(chargers, [8, 8, 8])
        plan = await operator.until(f"/plans/{SITE}", lambda body: body["totals"]["accepted_a"] == BOOKED_A)
        assert {evse["state"] for evse in plan["evses"]} == {"in_force"}

        stop = {"transactionId": 1, "meterStop": 500, "timestamp": now(), "reason": "EVDisconnected"}
        await chargers[0].ask("StopTransaction", stop)
        await limits_become(chargers[1:], [12, 12])

        await asyncio.sleep(max(0.0, (ends - datetime.now(UTC)).total_seconds()))
        await limits_become(chargers[1:], [30, 30])
        await arrives_within_the_limit(operator, chargers)
        # Once more for what the booking's end changes (the fail-safe profiles rise too), then nothing is left to say.
        await planned_again(operator)
        await operator.until(f"/plans/{SITE}", lambda body: not any(part["pending"] for part in body["fail_safes"]))
        said = [len(charger.asked) for charger in chargers]
        await planned_again(operator)
        assert [len(charger.asked) for charger in chargers] == said


async def arrives_within_the_limit(operator: Operator, chargers: list[Charger]) -> None:
    """Two cars fill the connection, so the idle station is held: a third car finds 0 A until the two are lowered, and
    no plan says that the site may be over its limit."""
    plan = await operator.get(f"/plans/{SITE}")
    idle = next(part for part in plan["fail_safes"] if part["station"] == chargers[0].identity)
    assert idle["accepted"][0]["limit_a"] == 0, idle
    assert idle["held_until"] == idle["accepted"][1]["start"]
    versions = {plan["version"]: plan["over_limit"]}
    chargers[0].asked.clear()
    await start(chargers[0])
    changed = asyncio.create_task(limits_become(chargers, [20, 20, 20]))
    while not changed.done():
        plan = await operator.get(f"/plans/{SITE}")
        versions[plan["version"]] = plan["over_limit"]
        await asyncio.sleep(0.1)
    await changed
    assert len(versions) > 1
    assert not any(versions.values()), versions


async def planned_again(operator: Operator) -> None:
    version = (await operator.get(f"/plans/{SITE}"))["version"]
    assert (await operator.ask("POST", f"/plans/{SITE}")).status == 202
    await operator.until(f"/plans/{SITE}", lambda body: body["version"] > version)
