"""Firmware, diagnostics and logs; the files go where a charge point would fetch and bring them: over HTTP."""

import asyncio
import urllib.request
from base64 import b64encode
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.e2e.certification.marks import case
from tests.e2e.certification.stand import Stand, reconnected, wire_time
from tests.support import pki

IMAGE, REPORT = b"firmware 2.0", b"all is well"
KEY = pki.key("ec", "manufacturer")
OLD, NEW = (
    {"chargePointVendor": "V", "chargePointModel": "M", "firmwareVersion": version} for version in ("1.0", "2.0")
)


async def http(method: str, url: str, data: bytes | None = None) -> bytes:
    """As a charge point fetches and brings files: an address is all that it has."""

    def exchange() -> bytes:
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method), timeout=20) as response:
            return bytes(response.read())

    return await asyncio.to_thread(exchange)


async def boot(stand: Stand, payload: dict[str, str]) -> None:
    assert (await stand.point.ask("BootNotification", payload))["status"] == "Accepted"


async def image(stand: Stand, **signature: str) -> str:
    """The id of a firmware image whose file is here, for a charge point that runs an older one."""
    await boot(stand, OLD)
    name = f"fw-{stand.point.identity}"
    saved = await stand.operator.ask("PUT", f"/firmware/{name}", {"version": "2.0", "file_name": "fw.bin", **signature})
    assert saved.status == 201, saved
    await http("PUT", saved.body["upload_url"], IMAGE)
    return name


async def told(stand: Stand, action: str, *statuses: str, **members: Any) -> None:
    for status in statuses:
        assert await stand.point.ask(action, {"status": status, **members}) == {}


async def update(stand: Stand) -> str:
    """An update that is on its way; its address in the API."""
    stand.point.answers["UpdateFirmware"] = {}
    wish = {"firmware_id": await image(stand), "retries": 1, "retry_interval_s": 1}
    done = await stand.operate("firmware-update", wish)
    asked = stand.asked("UpdateFirmware")
    assert (asked["retries"], asked["retryInterval"]) == (1, 1)
    assert asked["retrieveDate"] <= wire_time(minutes=1)
    assert (done["response"], done["result"]["verdict"]) == ({}, "later")
    return f"/firmware-updates/{done['id']}"


async def status_of(stand: Stand, path: str) -> str:
    return str((await stand.operator.get(path))["status"])


@case("044_1")
async def test_firmware_is_downloaded_and_installed(stand: Stand) -> None:
    path = await update(stand)
    await told(stand, "FirmwareStatusNotification", "Downloading")
    assert await status_of(stand, path) == "downloading"
    assert await http("GET", stand.asked("UpdateFirmware")["location"]) == IMAGE
    await told(stand, "FirmwareStatusNotification", "Downloaded")
    for connector in (1, 2):
        await stand.status(connector, "Unavailable")
    await told(stand, "FirmwareStatusNotification", "Installing")
    await reconnected(stand)
    await boot(stand, NEW)
    for connector in (1, 2):
        await stand.status(connector, "Available")
    await told(stand, "FirmwareStatusNotification", "Installed")
    found = await stand.eventually(path, lambda update: update["status"] == "confirmed")
    assert (found["version_before"], found["version_after"], found["ended"]) == ("1.0", "2.0", True)
    words = [step["status"] for step in found["history"]]
    assert words == ["requested", "accepted", "downloading", "downloaded", "installing", "installed", "confirmed"]


@case("044_2")
async def test_the_download_fails(stand: Stand) -> None:
    path = await update(stand)
    await told(stand, "FirmwareStatusNotification", "Downloading", "DownloadFailed")
    found = await stand.operator.get(path)
    assert (found["status"], found["ended"]) == ("download_failed", True)


@case("044_3")
async def test_the_installation_fails(stand: Stand) -> None:
    path = await update(stand)
    await told(stand, "FirmwareStatusNotification", "Downloading", "Downloaded", "Installing", "InstallationFailed")
    assert await status_of(stand, path) == "installation_failed"


async def diagnostics(stand: Stand) -> str:
    stand.point.answers["GetDiagnostics"] = {"fileName": "diag.log"}
    period = {"oldest_at": wire_time(hours=-2), "latest_at": wire_time(hours=-1)}
    done = await stand.operate("diagnostics", {**period, "retries": 1, "retry_interval_s": 1})
    asked = stand.asked("GetDiagnostics")
    assert (asked["startTime"], asked["stopTime"], asked["retries"]) == (*period.values(), 1)
    assert done["response"] == {"fileName": "diag.log"}
    return f"/uploads/{done['id']}"


@case("045_1")
async def test_diagnostics_are_uploaded(stand: Stand) -> None:
    path = await diagnostics(stand)
    await told(stand, "DiagnosticsStatusNotification", "Uploading")
    await http("PUT", stand.asked("GetDiagnostics")["location"], REPORT)
    await told(stand, "DiagnosticsStatusNotification", "Uploaded")
    await downloadable(stand, path, "diag.log")


async def downloadable(stand: Stand, path: str, name: str) -> None:
    found = await stand.operator.get(path)
    assert (found["status"], found["file_name"]) == ("uploaded", name)
    answer = await stand.operator.ask("POST", f"{path}/download")
    assert answer.status == 200, answer
    assert await http("GET", answer.body["download_url"]) == REPORT


@case("045_2")
async def test_the_upload_fails(stand: Stand) -> None:
    path = await diagnostics(stand)
    await told(stand, "DiagnosticsStatusNotification", "Uploading", "UploadFailed")
    assert await status_of(stand, path) == "upload_failed"
    assert (await stand.operator.ask("POST", f"{path}/download")).status == 409


@case("079")
async def test_the_security_log(stand: Stand) -> None:
    stand.point.answers["GetLog"] = {"status": "Accepted", "filename": "security.log"}
    done = await stand.operate("logs", {"type": "security", "retries": 1, "retry_interval_s": 60})
    asked = stand.asked("GetLog")
    assert (asked["logType"], asked["retries"], asked["retryInterval"]) == ("SecurityLog", 1, 60)
    await told(stand, "LogStatusNotification", "Uploading", requestId=asked["requestId"])
    await http("PUT", asked["log"]["remoteLocation"], REPORT)
    await told(stand, "LogStatusNotification", "Uploaded", requestId=asked["requestId"])
    await downloadable(stand, f"/uploads/{done['id']}", "security.log")


async def signed_update(stand: Stand) -> tuple[str, int]:
    """Its address in the API, and the request id that the charge point speaks of."""
    signature = b64encode(KEY.sign(IMAGE, ec.ECDSA(hashes.SHA256()))).decode()
    pem = pki.certificate("Manufacturer", KEY, "Manufacturer", KEY, authority=False)
    name = await image(stand, signature=signature, signing_certificate=pem)
    done = await stand.operate("firmware-update", {"firmware_id": name})
    asked = stand.asked("SignedUpdateFirmware")
    assert (asked["firmware"]["signature"], asked["firmware"]["signingCertificate"].strip()) == (signature, pem.strip())
    assert await http("GET", asked["firmware"]["location"]) == IMAGE
    assert done["response"] == {"status": "Accepted"}
    return f"/firmware-updates/{done['id']}", asked["requestId"]


@case("080")
async def test_signed_firmware_is_installed(stand: Stand) -> None:
    path, request_id = await signed_update(stand)
    train = ("Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting")
    await told(stand, "SignedFirmwareStatusNotification", *train, requestId=request_id)
    await reconnected(stand)
    await boot(stand, NEW)
    event = {"type": "FirmwareUpdated", "timestamp": wire_time()}
    assert await stand.point.ask("SecurityEventNotification", event) == {}
    await told(stand, "SignedFirmwareStatusNotification", "Installed", requestId=request_id)
    found = await stand.eventually(path, lambda update: update["status"] == "confirmed")
    assert (found["signed"], found["firmware_version"]) == (True, "2.0")
    events = await stand.operator.get(f"/security-events?station={stand.point.identity}")
    assert [item["type"] for item in events["items"]] == ["FirmwareUpdated"]


@case("081")
async def test_an_invalid_signature(stand: Stand) -> None:
    path, request_id = await signed_update(stand)
    await told(
        stand, "SignedFirmwareStatusNotification", "Downloading", "Downloaded", "InvalidSignature", requestId=request_id
    )
    event = {"type": "InvalidFirmwareSignature", "timestamp": wire_time()}
    assert await stand.point.ask("SecurityEventNotification", event) == {}
    assert await status_of(stand, path) == "invalid_signature"
