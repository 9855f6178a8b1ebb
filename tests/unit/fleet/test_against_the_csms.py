"""The demo chargers and the CSMS, who know each other only by OCPP: orders from the API to the charger and back."""

from collections.abc import AsyncIterator, Iterator

import pytest

from csms.domain.passwords import hash_password
from infra.local.fleet.evse import Evse
from infra.local.fleet.physics import Car
from infra.local.fleet.station import Station
from infra.local.fleet.timing import Timing
from infra.local.fleet.versions import DIALECTS
from tests.support import pki
from tests.unit.operator_api.conftest import Api, api

from .bridge import Bridge
from .conftest import PASSWORD
from .file_server import FileServer, file_server
from .management_words import in_future
from .test_firmware import IMAGE, MAKER, signature, signing

__all__ = ["api"]
STATION = "/api/stations/CP-1"
TIMING = Timing(speed=600, tick_s=0.05, sample_s=0, backoff_min_s=0.02, backoff_max_s=0.05)


@pytest.fixture
async def bridge(api: Api) -> AsyncIterator[Bridge]:
    api.csms.register("CP-1", password_hash=hash_password(PASSWORD))
    async with Bridge(api) as sockets:
        yield sockets


@pytest.fixture
async def station(bridge: Bridge, version: str) -> AsyncIterator[Station]:
    async with Station("CP-1", bridge.url, PASSWORD, DIALECTS[version], [Evse(1)], TIMING) as station:
        yield station


@pytest.fixture
def files(bridge: Bridge) -> Iterator[FileServer]:
    """In the place of S3."""
    with file_server() as server:
        bucket = bridge.csms.files
        bucket.kept = server.files
        bucket.download_url = lambda key, life_s, file_name=None: f"{server.url}/{key}"  # type: ignore[method-assign]
        bucket.upload_url = lambda key, life_s: f"{server.url}/{key}"  # type: ignore[method-assign]
        bucket.size_bytes = lambda key: len(server.files.get(f"/{key}", b"")) or None  # type: ignore[method-assign]
        yield server


async def test_a_reservation_is_kept_and_used(station: Station, bridge: Bridge) -> None:
    bridge.csms.token("MINE")
    bridge.csms.token("OTHER")
    wish = {"token": "MINE", "evse": 1, "expires_at": in_future(3600)}
    made = await bridge.ask("POST", f"{STATION}/reservations", wish)
    await bridge.until(f"/api/reservations/{made['id']}", status="accepted")
    assert not await station.plug_in(1, Car(60_000, 0.3), "OTHER")
    station.unplug(1)
    assert await station.plug_in(1, Car(60_000, 0.3), "MINE")
    used = await bridge.until(f"/api/reservations/{made['id']}", status="used")
    assert used["transaction_id"]


async def test_signed_firmware_is_installed_and_the_security_log_tells_of_it(
    station: Station, bridge: Bridge, files: FileServer
) -> None:
    root = {"type": "ManufacturerRootCertificate", "certificate": pki.root(subject=MAKER)}
    await bridge.ask("POST", f"{STATION}/certificates", root)
    firmware = {"version": "2.7.1-rc1", "file_name": "fw.bin", "signature": signature(IMAGE)}
    await bridge.ask("PUT", "/api/firmware/fw", firmware | {"signing_certificate": signing()})
    files.files["/firmware/fw/fw.bin"] = IMAGE
    await bridge.until(f"{STATION}/certificates", type="ManufacturerRootCertificate")
    await bridge.ask("POST", f"{STATION}/firmware-update", {"firmware_id": "fw"})
    update = await bridge.until(f"{STATION}/firmware-updates", status="installed")
    assert "signature_verified" in [step["status"] for step in update["history"]]
    await bridge.until(STATION, firmware_version="2.7.1-rc1")
    await bridge.until("/api/security-events", type="FirmwareUpdated", tech_info="2.7.1-rc1")
    await bridge.ask("POST", f"{STATION}/logs", {"type": "security"})
    upload = await bridge.until(f"{STATION}/uploads", status="uploaded")
    assert upload["file_name"].startswith("CP-1-security-")
    [log] = [content for path, content in files.files.items() if path.startswith("/uploads/")]
    assert b"FirmwareUpdated 2.7.1-rc1" in log


async def test_a_certificate_is_asked_for_signed_and_taken(station: Station, bridge: Bridge, version: str) -> None:
    message = "SignChargePointCertificate" if version == "1.6" else "SignChargingStationCertificate"
    await bridge.ask("POST", f"{STATION}/trigger", {"message": message})
    request = await bridge.until("/api/certificate-requests", status="pending", common_name="CP-1")
    path = f"/api/certificate-requests/{request['id']}"
    csr = (await bridge.ask("GET", path))["csr"]
    chain = pki.for_csr(csr, "Our Root", pki.key("ec", "Our Root"), days=3650)
    await bridge.ask("POST", f"{path}/sign", {"certificate_chain": chain})
    await bridge.until(path, status="installed")
    assert station.own_certificate.key
