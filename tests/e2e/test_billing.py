"""A price list uploaded as CSV, a tariff that follows it, a session: the bill is there, by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.charger import Charger, now
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

SPOT = {"component": "energy", "spot": {"factor": "1.1", "markup": "0.05"}, "vat_percent": 25}


async def test_a_session_is_billed_by_the_spot_price(cloud: DeployedCloud) -> None:
    operator = Operator(cloud.api_url, cloud.token("admin"))

    async def put(path: str, body: Any) -> Any:
        answer = await operator.ask("PUT", path, body)
        assert answer.status in (200, 201), answer
        return answer.body

    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    lines = "".join(f"{hour + timedelta(hours=n):%Y-%m-%dT%H:%MZ};0,40\n" for n in range(-1, 2))
    await put("/price-zones/SE3", {"currency": "SEK", "time_zone": "Europe/Stockholm"})
    assert (await put("/prices/SE3", {"csv": f"start;price\n{lines}"}))["prices"] == 3
    await put("/sites/billed", {"currency": "SEK", "price_zone": "SE3"})
    await put("/tariffs/billed", {"site_id": "billed", "currency": "SEK", "rates": [SPOT]})
    await put("/tokens/PAYER", {})
    station = await put("/stations/BILLED-1", {"site_id": "billed"})
    async with Charger(cloud.ws_url, "BILLED-1", station["password"]) as charger:
        await charger.boot()
        start = {"connectorId": 1, "idTag": "PAYER", "meterStart": 1000, "timestamp": now()}
        number = (await charger.ask("StartTransaction", start))["transactionId"]
        await charger.ask("StopTransaction", {"transactionId": number, "meterStop": 1100, "timestamp": now()})
    [record] = (await operator.until("/cdrs?site=billed", lambda page: page["items"]))["items"]
    assert (record["total_energy"], record["total_cost"]) == (0.1, {"excl_vat": 0.05, "incl_vat": 0.06})
    cost = (await operator.get(f"/transactions/{record['session_id']}"))["cost"]
    assert (cost["cdr_id"], cost["total_excl_vat"]) == (record["id"], "0.05")
