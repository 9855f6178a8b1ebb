"""Messages beyond one WebSocket frame of API Gateway (32 KB) and near its largest message (128 KB), both ways.

What AWS itself does with them is an open check (README); here it is our own path that must carry them.
"""

import itertools
import json
from typing import Any

import pytest

from tests.e2e.charger import Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

_identities = (f"BIG-{number}" for number in itertools.count(1))
FRAME = 32 * 1024
NEARLY_ALL = 126_000


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


@pytest.fixture(params=["ocpp1.6", "ocpp2.0.1", "ocpp2.1"])
async def charger(cloud: DeployedCloud, operator: Operator, request: pytest.FixtureRequest) -> Charger:
    identity = next(_identities)
    made = (await operator.ask("PUT", f"/stations/{identity}")).body
    return Charger(cloud.ws_url, identity, made["password"], request.param)


async def send_in_frames(charger: Charger, message: list[Any]) -> None:
    text = json.dumps(message, ensure_ascii=False)
    await charger.socket.send([text[start : start + FRAME] for start in range(0, len(text), FRAME)])


async def test_a_station_sends_many_frames_as_one_message(operator: Operator, charger: Charger) -> None:
    async with charger:
        await charger.boot()
        data = "x" * NEARLY_ALL
        answered = charger.expect("big")
        await send_in_frames(charger, [2, "big", "DataTransfer", {"vendorId": "v", "data": data}])
        assert await answered == [3, "big", {"status": "UnknownVendorId"}]
    kept = await operator.get(f"/stations/{charger.identity}/events")
    assert kept["items"][0]["payload"]["data"] == data


async def test_the_csms_sends_and_hears_as_much(operator: Operator, charger: Charger) -> None:
    data = "y" * NEARLY_ALL
    charger.answers["DataTransfer"] = {"status": "Accepted", "data": data}
    async with charger:
        await charger.boot()
        call = {"action": "DataTransfer", "payload": {"vendorId": "v", "data": data}}
        done = await operator.ask("POST", f"/stations/{charger.identity}/calls", call, Prefer="wait=20")
        assert (done.status, done.body["response"]) == (200, charger.answers["DataTransfer"])
        assert charger.asked[-1] == ("DataTransfer", {"vendorId": "v", "data": data})
        call["payload"]["data"] = "y" * 128_000  # type: ignore[index]
        refused = await operator.ask("POST", f"/stations/{charger.identity}/calls", call)
        assert (refused.status, refused.body["errors"][0]["field"]) == (422, "payload")
