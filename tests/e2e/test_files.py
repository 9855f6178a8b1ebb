"""Firmware comes from S3 and logs go there, by addresses that a charger uses with nothing but HTTP."""

import asyncio
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.e2e.charger import BOOT, Charger
from tests.e2e.cloud import DeployedCloud
from tests.e2e.operator import Operator

IMAGE, LOG = b"\x7fELF new firmware" * 1000, b"log of a charger\n" * 1000


@pytest.fixture(scope="module")
def operator(cloud: DeployedCloud) -> Operator:
    return Operator(cloud.api_url, cloud.token("admin"))


async def http(method: str, url: str, data: bytes | None = None) -> bytes:
    def send() -> bytes:
        request = urllib.request.Request(url, data, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            body: bytes = response.read()
            return body

    return await asyncio.to_thread(send)


async def connected(cloud: DeployedCloud, operator: Operator, identity: str, subprotocol: str) -> Charger:
    registered = await operator.ask("PUT", f"/stations/{identity}")
    assert registered.status == 201, registered
    return Charger(cloud.ws_url, identity, registered.body["password"], subprotocol)


def boot_with(version: str) -> dict[str, Any]:
    return {**BOOT["ocpp1.6"], "firmwareVersion": version}


async def test_firmware_is_uploaded_fetched_installed_and_confirmed(cloud: DeployedCloud, operator: Operator) -> None:
    image = await operator.ask("PUT", "/firmware/e2e", {"version": "2.0", "file_name": "fw.bin"})
    await http("PUT", image.body["upload_url"], IMAGE)
    assert (await operator.get("/firmware/e2e"))["size_bytes"] == len(IMAGE)
    async with await connected(cloud, operator, "FW-16", "ocpp1.6") as charger:
        charger.answers["UpdateFirmware"] = {}
        await charger.ask("BootNotification", boot_with("1.0"))
        asked = await operator.ask("POST", "/stations/FW-16/firmware-update", {"firmware_id": "e2e"}, Prefer="wait=20")
        assert (asked.status, asked.body["status"]) == (200, "done"), asked
        location = (await charger.until_asked("UpdateFirmware"))["location"]
        assert await http("GET", location) == IMAGE
        for status in ("Downloading", "Downloaded", "Installing", "Installed"):
            assert await charger.ask("FirmwareStatusNotification", {"status": status}) == {}
        update = f"/firmware-updates/{asked.body['id']}"
        assert (await operator.get(update))["status"] == "installed"
        await charger.ask("BootNotification", boot_with("2.0"))
        done = await operator.until(update, lambda body: body["status"] == "confirmed")
        assert (done["version_before"], done["version_after"]) == ("1.0", "2.0")
        assert location not in str([done, await operator.get(f"/commands/{asked.body['id']}")])


@pytest.mark.parametrize(("identity", "subprotocol"), [("LOG-16", "ocpp1.6"), ("LOG-201", "ocpp2.0.1")])
async def test_a_log_is_uploaded_and_fetched(
    cloud: DeployedCloud, operator: Operator, identity: str, subprotocol: str
) -> None:
    async with await connected(cloud, operator, identity, subprotocol) as charger:
        charger.answers["GetLog"] = {"status": "Accepted", "filename": "security.log"}
        await charger.boot()
        asked = await operator.ask("POST", f"/stations/{identity}/logs", {"type": "security"}, Prefer="wait=20")
        assert asked.body["status"] == "done", asked
        request = await charger.until_asked("GetLog")
        await http("PUT", request["log"]["remoteLocation"], LOG)
        told = {"status": "Uploaded", "requestId": request["requestId"]}
        assert await charger.ask("LogStatusNotification", told) == {}
    upload = f"/uploads/{asked.body['id']}"
    assert (await operator.get(upload))["status"] == "uploaded"
    there = await operator.ask("POST", f"{upload}/download")
    assert there.body["size_bytes"] == len(LOG)
    assert await http("GET", there.body["download_url"]) == LOG
