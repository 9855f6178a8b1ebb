"""A goal for a running session: promised in the plan, sent to the charger, paid for by another car, or refused."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.charger import Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator
from tests.e2e.test_scheduling import limit_a, start

SITE, CONNECTION_A = "goals", 20
PLAN = f"/plans/{SITE}"


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


async def session(operator: Operator, charger: Charger) -> str:
    found = await operator.until(f"/transactions?station={charger.identity}", lambda body: body["items"])
    return str(found["items"][0]["id"])


def goal(kwh: float, hours: float) -> dict[str, Any]:
    return {"energy_wh": kwh * 1000, "departure": (datetime.now(UTC) + timedelta(hours=hours)).isoformat()}


def evse_of(plan: dict[str, Any], charger: Charger) -> dict[str, Any]:
    """In the plan; empty where it is not there."""
    return next((evse for evse in plan["evses"] if evse["station"] == charger.identity), {})


async def test_a_goal_is_promised_followed_and_another_car_gives_way(cloud: DeployedCloud, operator: Operator) -> None:
    await operator.ask("PUT", "/tokens/CARD", {})
    await operator.ask("PUT", f"/sites/{SITE}", {"name": "Goals", "limit_a": CONNECTION_A})
    async with AsyncExitStack() as stack:
        chargers = []
        for subprotocol in ("ocpp1.6", "ocpp2.0.1"):
            registered = await operator.ask("PUT", f"/stations/G-{subprotocol}", {"site_id": SITE})
            charger = Charger(cloud.ws_url, f"G-{subprotocol}", registered.body["password"], subprotocol)
            chargers.append(await stack.enter_async_context(charger))
            await start(charger)
        hurried, other = chargers
        await operator.until(PLAN, lambda plan: in_force(plan, chargers, [10, 10]))

        # 19 A of the 20, until it leaves.
        said = await operator.ask("PUT", f"/transactions/{await session(operator, hurried)}/goal", goal(7, 1.6))
        assert (said.status, said.body["source"]) == (200, "operator")
        plan = await operator.until(PLAN, lambda plan: in_force(plan, chargers, [20, 0]))
        promise = evse_of(plan, hurried)["promise"]
        assert (promise["goal"]["source"], promise["wanted_wh"], plan["method"]) == ("operator", 7000, "optimised")
        assert promise["missing_wh"] < 500
        assert [limit_a(charger, datetime.now(UTC)) for charger in chargers] == [20, 0]

        # Now the other one needs it all, but the first will not give it back: nobody is told to draw more.
        hurried.answers["SetChargingProfile"] = {"status": "Rejected"}
        await operator.ask("DELETE", f"/transactions/{await session(operator, hurried)}/goal")
        await operator.ask("PUT", f"/transactions/{await session(operator, other)}/goal", goal(7, 1.6))
        plan = await operator.until(PLAN, lambda plan: evse_of(plan, hurried).get("state") == "rejected")
        assert any("G-ocpp1.6 EVSE 1: profile rejected: Rejected; counted with" in text for text in plan["problems"])
        assert limit_a(other, datetime.now(UTC)) == 0


def in_force(plan: dict[str, Any], chargers: list[Charger], wanted_a: list[float]) -> bool:
    """Whether each holds just that now."""
    evses = [evse_of(plan, charger) for charger in chargers]
    return [evse.get("state") for evse in evses] == ["in_force"] * len(chargers) and [
        limit_a(charger, datetime.now(UTC)) for charger in chargers
    ] == wanted_a
