"""A session on the wire, then in a file: the export function, its own layer, its queue, and S3, as deployed."""

import asyncio
import csv
import io
import urllib.request

import pyarrow as pa
import pyarrow.parquet as pq

from tests.e2e.charger import Charger, now
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator


async def download(url: str) -> bytes:
    def get() -> bytes:
        with urllib.request.urlopen(url, timeout=60) as response:
            body: bytes = response.read()
            return body

    return await asyncio.to_thread(get)


async def exported(operator: Operator, started: str, **wanted: str) -> bytes:
    asked = await operator.ask("POST", "/exports", {"from": started, "station": "EXPORT-1", **wanted})
    assert asked.status == 202, asked
    path = f"/exports/{asked.body['id']}"
    done = await operator.until(path, lambda body: body["status"] not in ("queued", "running"))
    assert (done["status"], done["error"]) == ("done", None)
    content = await download(done["url"])
    assert done["progress"] == {"rows": 1, "bytes": len(content), "part_done": 1.0}
    return content


async def test_a_session_is_exported_in_both_formats(cloud: DeployedCloud) -> None:
    operator = Operator(cloud.api_url, cloud.token("operator"))
    admin = Operator(cloud.api_url, cloud.token("admin"))
    registered = await admin.ask("PUT", "/stations/EXPORT-1")
    await admin.ask("PUT", "/tokens/=EXPORT", {})
    started = now()
    async with Charger(cloud.ws_url, "EXPORT-1", registered.body["password"], "ocpp1.6") as charger:
        await charger.boot()
        start = {"connectorId": 1, "idTag": "=EXPORT", "meterStart": 1000, "timestamp": started}
        number = (await charger.ask("StartTransaction", start))["transactionId"]
        stop = {"transactionId": number, "meterStop": 3500, "timestamp": now()}
        await charger.ask("StopTransaction", stop)
    text, content = await asyncio.gather(
        *(exported(operator, started, what="sessions", format=wanted) for wanted in ("csv", "parquet"))
    )
    [as_csv] = csv.DictReader(io.StringIO(text.decode()))
    assert (as_csv["token"], as_csv["energy_wh"]) == ("'=EXPORT", "2500.0")
    [as_parquet] = pq.read_table(pa.BufferReader(content)).to_pylist()
    assert (as_parquet["token"], as_parquet["energy_wh"]) == ("=EXPORT", 2500.0)
