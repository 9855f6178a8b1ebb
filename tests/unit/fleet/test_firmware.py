"""Firmware updates, from the URL to the reboot."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from infra.local.fleet.physics import Car
from infra.local.fleet.station import Station
from tests.support import pki

from .csms import ACCEPTED, Csms
from .file_server import FileServer, file_server
from .words import Words

IMAGE = b"Simulator firmware 2.7.1-rc1\n" + bytes(range(256))
MAKER, SIGNER = "Maker Root", "Maker Signer"
IS_1_6 = pytest.mark.parametrize("version", ["1.6"], indirect=True)
TRAIN = ["Downloading", "Downloaded", "Installing", "InstallRebooting", "Installed"]
SIGNED_TRAIN = [*TRAIN[:2], "SignatureVerified", *TRAIN[2:]]


@pytest.fixture
def files() -> Iterator[FileServer]:
    with file_server() as server:
        server.files["/fw.bin"] = IMAGE
        yield server


def signing(kind: str = "ec") -> str:
    return pki.certificate(SIGNER, pki.key(kind, SIGNER), MAKER, pki.key("ec", MAKER), authority=False)


def signature(image: bytes, kind: str = "ec", scheme: Any = None) -> str:
    how = (ec.ECDSA(hashes.SHA256()),) if kind == "ec" else (scheme, hashes.SHA256())
    return base64.b64encode(pki.key(kind, SIGNER).sign(image, *how)).decode()


async def test_installs_and_says_so_after_the_reboot(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    assert await words.update_firmware(f"{files.url}/fw.bin?token=secret") == "Accepted"
    await csms.expect("SecurityEventNotification", type="FirmwareUpdated", techInfo="2.7.1-rc1")
    expected = [status for status in TRAIN if not words.is_1_6 or status != "InstallRebooting"]
    assert words.firmware_statuses() == expected
    assert words.firmware_versions() == ["1.0", "2.7.1-rc1"]
    if not words.is_1_6:
        assert csms.seen("BootNotification", reason="FirmwareUpdate")
    assert "secret" not in station.diagnostics.text()
    assert await csms.until(lambda: words.statuses()[-1:] == ["Available"])


async def test_an_image_without_a_version_gets_one(station: Station, words: Words, files: FileServer) -> None:
    files.files["/fw.bin"] = b"\x00\x01"
    await words.update_firmware(f"{files.url}/fw.bin")
    assert await words.csms.until(lambda: len(words.firmware_versions()) == 2)
    assert words.firmware_versions()[1].startswith("1.0+")


@pytest.mark.parametrize(
    ("kind", "scheme"),
    [
        ("ec", None),
        ("rsa", padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)),
        ("rsa", padding.PKCS1v15()),
    ],
    ids=["ecdsa", "rsa-pss", "rsa-pkcs1"],
)
async def test_checks_the_signature(
    station: Station, csms: Csms, words: Words, files: FileServer, kind: str, scheme: Any
) -> None:
    await words.install_certificate("manufacturer", pki.root(subject=MAKER))
    url = f"{files.url}/fw.bin"
    assert await words.update_firmware(url, signature(IMAGE, kind, scheme), signing(kind)) == "Accepted"
    assert await csms.until(lambda: words.firmware_statuses(signed=True) == SIGNED_TRAIN)


@pytest.mark.parametrize("wrong", [signature(b"other"), "bm90aGluZw==", "not base64"], ids=["other", "bytes", "text"])
async def test_refuses_another_image(station: Station, csms: Csms, words: Words, files: FileServer, wrong: str) -> None:
    await words.install_certificate("manufacturer", pki.root(subject=MAKER))
    await words.update_firmware(f"{files.url}/fw.bin", wrong, signing())
    await csms.expect("SecurityEventNotification", type="InvalidFirmwareSignature")
    assert await csms.until(
        lambda: words.firmware_statuses(signed=True) == ["Downloading", "Downloaded", "InvalidSignature"]
    )
    assert words.firmware_versions() == ["1.0"]
    assert await csms.call(words.extended_trigger, {"requestedMessage": "FirmwareStatusNotification"}) == ACCEPTED
    assert await csms.until(lambda: words.firmware_statuses(signed=True)[2:] == ["InvalidSignature"] * 2)


async def test_refuses_a_signer_that_the_maker_does_not_know(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    url = f"{files.url}/fw.bin"
    assert await words.update_firmware(url, signature(IMAGE), signing()) == "InvalidCertificate"
    await words.install_certificate("manufacturer", pki.root(subject="Another Maker"))
    assert await words.update_firmware(url, signature(IMAGE), signing()) == "InvalidCertificate"
    assert await words.update_firmware(url, signature(IMAGE), "nonsense") == "InvalidCertificate"
    await csms.expect("SecurityEventNotification", type="InvalidFirmwareSigningCertificate")
    assert not files.requests


@IS_1_6
async def test_takes_nothing_unsigned_once_it_can_check(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    await words.install_certificate("manufacturer", pki.root(subject=MAKER))
    assert await words.update_firmware(f"{files.url}/fw.bin") == "NotSupported"


async def test_tries_again_as_often_as_told(station: Station, csms: Csms, words: Words, files: FileServer) -> None:
    files.failures = [500]
    await words.update_firmware(f"{files.url}/fw.bin", retries=2)
    assert await csms.until(lambda: "Downloaded" in words.firmware_statuses())
    assert len(files.requests) == 2


@pytest.mark.parametrize("path", ["/missing", "ftp://127.0.0.1/fw.bin", "http://127.0.0.1:1/fw.bin", "no url"])
async def test_a_download_that_fails(station: Station, csms: Csms, words: Words, files: FileServer, path: str) -> None:
    await words.update_firmware(files.url + path if path.startswith("/") else path)
    assert await csms.until(lambda: words.firmware_statuses() == ["Downloading", "DownloadFailed"])
    assert station.evse(1).status == "Available"


async def test_an_empty_image_is_not_installed(station: Station, csms: Csms, words: Words, files: FileServer) -> None:
    files.files["/fw.bin"] = b""
    await words.update_firmware(f"{files.url}/fw.bin")
    assert await csms.until(lambda: words.firmware_statuses()[-1:] == ["InstallationFailed"])
    assert words.firmware_versions() == ["1.0"]


async def test_waits_for_the_driver_and_lets_no_other_begin(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    await station.plug_in(1, Car(60_000, 0.3), "TAG")
    await words.update_firmware(f"{files.url}/fw.bin")
    assert await csms.until(lambda: words.firmware_statuses() == ["Downloading", "Downloaded"])
    assert await station.until(lambda: station.evse(1).held, 5)
    assert station.evse(1).transaction
    station.unplug(1)
    assert station.evse(1).status == "Unavailable"
    assert not await station.plug_in(1, Car(60_000, 0.3), "NEXT")
    assert await csms.until(lambda: words.firmware_statuses()[-1:] == ["Installed"])


async def test_waits_for_its_time_and_gives_way_to_another_order(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    await words.install_certificate("manufacturer", pki.root(subject=MAKER))
    url, signed = f"{files.url}/fw.bin", (signature(IMAGE), signing())
    assert await words.update_firmware(url, *signed, request_id=1, retrieve_in_s=60) == "Accepted"
    assert await csms.until(lambda: words.firmware_statuses(True, 1) == ["DownloadScheduled"])
    assert await words.update_firmware(url, *signed, request_id=2, install_in_s=2) == "AcceptedCanceled"
    assert await csms.until(lambda: words.firmware_statuses(True, 2)[-1:] == ["Installed"])
    assert words.firmware_statuses(True, 2) == [*SIGNED_TRAIN[:3], "InstallScheduled", *SIGNED_TRAIN[3:]]
    assert words.firmware_statuses(True, 1) == ["DownloadScheduled"]
    await csms.call(words.extended_trigger, {"requestedMessage": "FirmwareStatusNotification"})
    await csms.expect(
        "SignedFirmwareStatusNotification" if words.is_1_6 else "FirmwareStatusNotification", status="Idle"
    )


async def test_an_installation_that_runs_is_not_interrupted(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    await words.install_certificate("manufacturer", pki.root(subject=MAKER))
    url, signed = f"{files.url}/fw.bin", (signature(IMAGE), signing())
    await words.update_firmware(url, *signed)
    assert await csms.until(lambda: words.firmware_statuses(signed=True)[-1:] == ["Installing"])
    assert await words.update_firmware(url, *signed, request_id=2) == "Rejected"
