"""What is booked wakes the planner when it begins, by EventBridge Scheduler and not by the planner's period."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

SITE, BOOKED_A = "booked", 20


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


async def test_a_booking_is_planned_when_it_begins(cloud: DeployedCloud, operator: Operator) -> None:
    """The local cloud looks every ten seconds which schedules are due; EventBridge is within the minute."""
    await operator.ask("PUT", f"/sites/{SITE}", {"limit_a": 60})
    starts = (datetime.now(UTC) + timedelta(seconds=3)).replace(microsecond=0)
    times = {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat()}
    booked = await operator.ask("POST", "/schedules", {"site_id": SITE, "limit_a": BOOKED_A, **times})
    assert booked.status == 201, booked
    scheduler = cloud.cloud.client("scheduler")
    group = {"GroupName": "csms-wake-ups"}
    kept = {s["Name"]: s for s in (scheduler.get_schedule(**group, Name=n) for n in names(scheduler))}
    assert {s["Target"]["SqsParameters"]["MessageGroupId"] for s in kept.values()} == {SITE}
    expressions = {schedule["ScheduleExpression"] for schedule in kept.values()}
    assert f"at({starts:%Y-%m-%dT%H:%M:%S})" in expressions

    async with asyncio.timeout(45):
        while not woken(cloud):
            await asyncio.sleep(0.5)
    plan = await operator.get(f"/plans/{SITE}")
    assert (plan["limit"][0]["limit_a"], plan["computed_at"] >= f"{starts:%Y-%m-%dT%H:%M:%S}") == (BOOKED_A, True)
    assert len(names(scheduler)) == 1, "the one that has rung is gone, the end is still to come"
    assert (await operator.ask("DELETE", f"/schedules/{booked.body['id']}")).status == 204
    assert names(scheduler) == []


def names(scheduler: object) -> list[str]:
    return [found["Name"] for found in scheduler.list_schedules(GroupName="csms-wake-ups")["Schedules"]]  # type: ignore[attr-defined]


def woken(cloud: DeployedCloud) -> bool:
    """Whether the planner has logged a plan of the site that Scheduler asked for."""
    lines = cloud.functions_log.read_text().splitlines()
    planned = (json.loads(line.split(" ", 1)[-1]) for line in lines if f'"site_id":"{SITE}"' in line)
    return any(entry.get("rings_at") for entry in planned)
