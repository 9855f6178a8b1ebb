"""A day of a station through every function's handler, each held to what infra/access.py grants it.

`world()` holds all other in-process tests to the same table at their ends.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from csms import bootstrap
from csms.domain import clock
from csms.domain.stations import OcppVersion
from infra.access import ACCESS
from tests.support.deployment import Deployment, deployment
from tests.support.permissions import Guard
from tests.support.world import BOOT, PREFIX, World

BOOT_16 = BOOT[OcppVersion.V16]


@pytest.fixture
def deployed(csms: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    with deployment(csms, monkeypatch) as made:
        yield made


def call(action: str, payload: dict[str, Any]) -> list[Any]:
    return [2, "m", action, payload]


def test_a_day_at_a_planned_site(deployed: Deployment) -> None:
    deployed.api("PUT", "/api/sites/depot", {"name": "Depot", "time_zone": "Europe/Stockholm", "limit_a": 32})
    password = deployed.api("PUT", "/api/stations/CP-7", {"site_id": "depot"})["password"]
    deployed.api("PUT", "/api/tokens/CARD", {})
    assert deployed.connect("CP-7", password, "first")["statusCode"] == 200
    assert deployed.frame("first", call("BootNotification", BOOT_16))[2]["status"] == "Accepted"
    now = clock.to_text(bootstrap.now())
    start = {"connectorId": 1, "idTag": "CARD", "meterStart": 0, "timestamp": now}
    number = deployed.frame("first", call("StartTransaction", start))[2]["transactionId"]
    deployed.invoke("scheduled_task", {"task": "plan_due"})
    deployed.deliver()
    assert any("SetChargingProfile" in text for _, text in deployed.posted)
    assert deployed.connect("CP-7", password, "second")["statusCode"] == 200
    assert deployed.closed == ["first"]
    stop = {"transactionId": number, "meterStop": 10, "timestamp": now}
    assert deployed.frame("second", call("StopTransaction", stop))[2] == {}
    deployed.disconnect("second")
    assert ("planner", '{"site_id": "depot"}') in deployed.waiting
    deployed.deliver()
    assert deployed.csms.guard.violations == []


def test_a_frame_of_a_superseded_connection_closes_it(deployed: Deployment) -> None:
    assert deployed.frame("nobody", call("Heartbeat", {})) is None
    assert deployed.closed == ["nobody"]


def test_what_is_not_granted_is_noticed() -> None:
    guard = Guard(PREFIX)
    guard.database("DeleteItem", {"TableName": "test-plans"})
    assert guard.violations == [], "outside of a function the test itself acts"
    with guard.running("station_disconnect"):
        guard.database("GetItem", {"TableName": "test-connections"})
        guard.queue("planner")
        assert guard.violations == []
        guard.database("GetItem", {"TableName": "test-tokens"})
        guard.database("BatchGetItem", {"RequestItems": {"test-plans": {}}})
        guard.database("TransactWriteItems", {"TransactItems": [{"Put": {"TableName": "test-receipts"}}]})
        guard.database("Scan", {"TableName": "test-stations"})
        guard.queue("timers")
        guard.connection()
        guard.sign()
    assert guard.violations == [
        "station_disconnect may not read tokens",
        "station_disconnect may not read plans",
        "station_disconnect may not write receipts",
        "station_disconnect may not Scan stations",
        "station_disconnect may not send timers",
        "station_disconnect may not manage connections of stations",
        "station_disconnect may not sign certificates",
    ]


def test_what_is_only_read_may_not_be_written() -> None:
    guard = Guard(PREFIX)
    [table, *_] = ACCESS["site_planner"].reads.split()
    with guard.running("site_planner"):
        guard.database("GetItem", {"TableName": f"test-{table}"})
        guard.database("PutItem", {"TableName": f"test-{table}"})
    assert guard.violations == [f"site_planner may not write {table}"]
