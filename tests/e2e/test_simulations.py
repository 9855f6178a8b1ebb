"""A past session tried under a tighter limit, the building's load on it: the queue, the optimiser, the result."""

from datetime import UTC, datetime, timedelta

from csms.domain import clock
from tests.e2e.charger import Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator


def ago(**delta: float) -> str:
    return clock.to_wire(datetime.now(UTC) - timedelta(**delta))


async def test_a_past_hour_is_replayed_under_another_limit(cloud: DeployedCloud) -> None:
    operator = Operator(cloud.api_url, cloud.token("operator"))
    admin = Operator(cloud.api_url, cloud.token("admin"))
    await admin.ask("PUT", "/sites/replayed", {"limit_a": 32})
    registered = await admin.ask("PUT", "/stations/REPLAY-1", {"site_id": "replayed"})
    await admin.ask("PUT", "/tokens/REPLAY", {})
    async with Charger(cloud.ws_url, "REPLAY-1", registered.body["password"], "ocpp1.6") as charger:
        await charger.boot()
        start = {"connectorId": 1, "idTag": "REPLAY", "meterStart": 1000, "timestamp": ago(minutes=70)}
        number = (await charger.ask("StartTransaction", start))["transactionId"]
        stop = {"transactionId": number, "meterStop": 4000, "timestamp": ago(minutes=10)}
        await charger.ask("StopTransaction", stop)
    readings = [{"at": ago(minutes=minutes), "load_a": [2]} for minutes in range(100, 0, -10)]
    assert (await operator.ask("POST", "/sites/replayed/load", {"readings": readings})).status == 202
    wanted = {"from": ago(minutes=90), "to": ago(minutes=1), "limit_a": 8}
    asked = await operator.ask("POST", "/sites/replayed/simulations", wanted)
    assert asked.status == 202, asked
    path = f"/simulations/{asked.body['id']}"
    done = await operator.until(path, lambda body: body["status"] not in ("queued", "running"))
    assert (done["status"], done["error"]) == ("done", None)
    assert done["unmeasured_hours"] == 0
    results = done["results"]
    assert results["as_it_was"]["delivered_wh"] == 3000
    for variant in ("equal_share", "planned"):
        assert 0 < results[variant]["delivered_wh"] <= 6 * 230 * 1.01
        assert results[variant]["fallback_plans"] == 0
