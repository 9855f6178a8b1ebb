"""Firmware and uploads on the wire: the whole train of statuses is answered, and moves what it speaks of."""

import json
from typing import Any

import pytest

from csms.application.request_firmware import FirmwareWish, request_firmware
from csms.application.request_log import LogWish, request_log
from csms.application.send_command import CommandRequest, send_command
from csms.application.transfer_urls import Tries
from csms.domain.commands import Command
from csms.domain.stations import OcppVersion
from csms.domain.transfers import Transfer, TransferKind
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion
FOREIGN = FirmwareWish(location="https://example.com/fw.bin", version="2.0")
SIGNED = FirmwareWish(
    location="https://example.com/fw.bin", signature="c2lnbmVk", signing_certificate="-----BEGIN CERTIFICATE-----\nx"
)
TRAIN_16 = ["Downloading", "Downloaded", "Installing", "Installed"]
TRAIN_SIGNED = [
    "DownloadScheduled", "Downloading", "DownloadPaused", "Downloading", "Downloaded", "SignatureVerified",
    "InstallScheduled", "Installing", "InstallRebooting", "Installed",
]  # fmt: skip


def booted(csms: World, version: OcppVersion, firmware: str | None = None) -> Charger:
    charger = csms.connect(version)
    charger.ask("BootNotification", boot(version, firmware))
    return charger


def boot(version: OcppVersion, firmware: str | None) -> dict[str, Any]:
    if firmware is None:
        return BOOT[version]
    if version is V16:
        return {**BOOT[version], "firmwareVersion": firmware}
    station = {**BOOT[version]["chargingStation"], "firmwareVersion": firmware}
    return {**BOOT[version], "chargingStation": station}


def ask(csms: World, wish: FirmwareWish | LogWish) -> Command:
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.ocpp_version is not None
    message_id = csms.ports.new_id()
    make: Any = request_firmware if isinstance(wish, FirmwareWish) else request_log
    asked, kept = make(csms.ports, station, message_id, wish, Tries())
    call = csms.ports.encode(station.ocpp_version, asked)
    along = (csms.ports.transfers.prepared_save(kept),)
    request = CommandRequest(call.action, json.dumps(call.payload), message_id=message_id, along=along)
    return send_command(csms.ports, station, request)


def state(csms: World, command: Command) -> Transfer:
    found = csms.ports.transfers.get("cp-1", command.message_id)
    assert found is not None
    return found


def answer(charger: Charger, command: Command, payload: Any) -> None:
    charger.frame(json.dumps([3, command.message_id, payload]))


def events(csms: World) -> list[str]:
    return [event.payload["status"] for event in csms.ports.station_events.page("cp-1", 50, None).items]


def test_a_plain_update_of_1_6(csms: World) -> None:
    charger = booted(csms, V16, "1.0")
    command = ask(csms, FOREIGN)
    assert (command.action, state(csms, command).status) == ("UpdateFirmware", "requested")
    answer(charger, command, {})
    for status in TRAIN_16:
        charger.ask("FirmwareStatusNotification", {"status": status})
    done = state(csms, command)
    assert (done.status, done.request_id, done.version_before) == ("installed", None, "1.0")
    assert [step.status for step in done.history] == [
        "requested", "accepted", "downloading", "downloaded", "installing", "installed",
    ]  # fmt: skip
    assert events(csms) == []


def test_a_signed_update_of_1_6(csms: World) -> None:
    charger = booted(csms, V16)
    command = ask(csms, SIGNED)
    request_id = json.loads(command.request)["requestId"]
    assert command.action == "SignedUpdateFirmware"
    answer(charger, command, {"status": "Accepted"})
    for status in TRAIN_SIGNED:
        charger.ask("SignedFirmwareStatusNotification", {"status": status, "requestId": request_id})
    assert state(csms, command).status == "installed"


@pytest.mark.parametrize("version", [V201, V21])
@pytest.mark.parametrize("wish", [FOREIGN, SIGNED])
def test_an_update_of_2_x(csms: World, version: OcppVersion, wish: FirmwareWish) -> None:
    charger = booted(csms, version)
    command = ask(csms, wish)
    answer(charger, command, {"status": "Accepted"})
    for status in TRAIN_SIGNED:
        told = {"status": status, "requestId": json.loads(command.request)["requestId"]}
        charger.ask("FirmwareStatusNotification", told)
    assert state(csms, command).status == "installed"


@pytest.mark.parametrize(
    ("status", "end"),
    [
        ("InvalidCertificate", "invalid_certificate"),
        ("RevokedCertificate", "revoked_certificate"),
        ("Rejected", "rejected"),
        ("Whatever", "requested"),
    ],
)
def test_an_update_that_the_station_refuses(csms: World, status: str, end: str) -> None:
    charger = booted(csms, V201)
    command = ask(csms, SIGNED)
    answer(charger, command, {"status": status})
    assert state(csms, command).status == end


def test_an_invalid_signature_ends_it(csms: World) -> None:
    charger = booted(csms, V201)
    command = ask(csms, SIGNED)
    answer(charger, command, {"status": "Accepted"})
    request_id = json.loads(command.request)["requestId"]
    for status in ("Downloaded", "InvalidSignature", "Installing"):
        charger.ask("FirmwareStatusNotification", {"status": status, "requestId": request_id})
    assert state(csms, command).status == "invalid_signature"
    assert state(csms, command).history[-1].counted is False


def test_a_newer_plain_update_ends_the_older(csms: World) -> None:
    """No status of 1.6 says which one it is about."""
    charger = booted(csms, V16)
    first = ask(csms, FOREIGN)
    answer(charger, first, {})
    second = ask(csms, FOREIGN)
    answer(charger, second, {})
    charger.ask("FirmwareStatusNotification", {"status": "Installed"})
    charger.ask("FirmwareStatusNotification", {"status": "Installed"})
    assert (state(csms, first).status, state(csms, second).status) == ("superseded", "installed")


def test_a_callerror_and_a_silence_are_ends_too(csms: World) -> None:
    charger = booted(csms, V16)
    command = ask(csms, FOREIGN)
    charger.frame(json.dumps([4, command.message_id, "NotSupported", "", {}]))
    assert state(csms, command).status == "failed"
    silent = ask(csms, FOREIGN)
    csms.forward(seconds=31)
    for _, task in csms.queues.tasks:
        csms.run_task(task)
    assert state(csms, silent).status == "timed_out"
    charger.ask("FirmwareStatusNotification", {"status": "Downloading"})
    assert state(csms, silent).status == "downloading", "it had heard us after all"


def test_statuses_may_come_before_the_answer(csms: World) -> None:
    charger = booted(csms, V16)
    command = ask(csms, FOREIGN)
    charger.ask("FirmwareStatusNotification", {"status": "Downloading"})
    answer(charger, command, {})
    assert state(csms, command).status == "downloading"
    assert [step.counted for step in state(csms, command).history] == [True, True, False]


@pytest.mark.parametrize(
    ("version", "action", "payload"),
    [
        (V16, "FirmwareStatusNotification", {"status": "Idle"}),
        (V16, "FirmwareStatusNotification", {"status": "Downloading"}),
        (V16, "SignedFirmwareStatusNotification", {"status": "Installed", "requestId": 7}),
        (V16, "DiagnosticsStatusNotification", {"status": "Uploaded"}),
        (V16, "LogStatusNotification", {"status": "Uploading", "requestId": 7}),
        (V201, "FirmwareStatusNotification", {"status": "Installed", "requestId": 7}),
        (V21, "LogStatusNotification", {"status": "Idle"}),
    ],
)
def test_what_speaks_of_no_transfer_is_kept_as_an_event(
    csms: World, version: OcppVersion, action: str, payload: dict[str, Any]
) -> None:
    charger = booted(csms, version)
    charger.ask(action, payload)
    [event] = csms.ports.station_events.page("cp-1", 50, None).items
    assert (event.type, event.payload) == (action, payload)


def test_idle_moves_nothing(csms: World) -> None:
    charger = booted(csms, V16)
    command = ask(csms, FOREIGN)
    answer(charger, command, {})
    charger.ask("FirmwareStatusNotification", {"status": "Idle"})
    assert (state(csms, command).status, events(csms)) == ("accepted", ["Idle"])


def test_statuses_are_answered_while_nothing_can_be_stored(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = booted(csms, V16)

    def fail(*_: object) -> None:
        raise OSError("no database")

    monkeypatch.setattr(csms.ports.transfers, "recent", fail)
    for status in TRAIN_16:
        assert charger.ask("FirmwareStatusNotification", {"status": status}) == {}
    assert [task["task"] for _, task in csms.queues.tasks if task["task"] == "frame"] == ["frame"] * 4


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_boot_with_the_new_firmware_confirms_the_update(csms: World, version: OcppVersion) -> None:
    charger = booted(csms, version, "1.0")
    command = ask(csms, FOREIGN)
    answer(charger, command, {} if version is V16 else {"status": "Accepted"})
    csms.forward(minutes=5)
    charger.ask("BootNotification", boot(version, "2.0"))
    [task] = [task for _, task in csms.queues.tasks if task["task"] == "confirm_firmware"]
    for _ in range(2):
        csms.run_task(task)
    done = state(csms, command)
    assert (done.status, done.version_after, done.history[-1].times) == ("confirmed", "2.0", 1)


def test_a_boot_with_the_same_firmware_asks_nothing(csms: World) -> None:
    charger = booted(csms, V16, "1.0")
    charger.ask("BootNotification", boot(V16, "1.0"))
    assert [task for _, task in csms.queues.tasks if task["task"] == "confirm_firmware"] == []


def test_a_boot_with_another_firmware_than_was_wanted(csms: World) -> None:
    charger = booted(csms, V16, "1.0")
    command = ask(csms, FOREIGN)
    charger.ask("BootNotification", boot(V16, "1.1"))
    [task] = [task for _, task in csms.queues.tasks if task["task"] == "confirm_firmware"]
    csms.run_task(task)
    assert (state(csms, command).status, state(csms, command).version_after) == ("requested", "1.1")


def test_a_task_for_a_station_without_updates_does_nothing(csms: World) -> None:
    booted(csms, V16, "1.0")
    csms.run_task({"task": "confirm_firmware", "station_key": "cp-1"})
    csms.run_task({"task": "confirm_firmware", "station_key": "gone"})


class TestUploads:
    def test_diagnostics_of_1_6(self, csms: World) -> None:
        charger = booted(csms, V16)
        command = ask(csms, LogWish())
        assert (command.action, state(csms, command).kind) == ("GetDiagnostics", TransferKind.DIAGNOSTICS)
        answer(charger, command, {"fileName": "diag.zip"})
        for status in ("Uploading", "Uploaded"):
            charger.ask("DiagnosticsStatusNotification", {"status": status})
        done = state(csms, command)
        assert (done.status, done.file_name, done.file_key) == ("uploaded", "diag.zip", f"uploads/{command.message_id}")

    def test_a_station_that_has_nothing_to_upload_says_no_name(self, csms: World) -> None:
        charger = booted(csms, V16)
        command = ask(csms, LogWish())
        answer(charger, command, {})
        assert state(csms, command).status == "accepted_without_file"
        charger.ask("DiagnosticsStatusNotification", {"status": "UploadFailed"})
        assert state(csms, command).status == "upload_failed"

    @pytest.mark.parametrize("version", list(OcppVersion))
    @pytest.mark.parametrize(
        ("told", "end"),
        [
            ("Uploaded", "uploaded"),
            ("UploadFailure", "upload_failed"),
            ("BadMessage", "bad_message"),
            ("NotSupportedOperation", "not_supported_operation"),
            ("PermissionDenied", "permission_denied"),
        ],
    )
    def test_a_log(self, csms: World, version: OcppVersion, told: str, end: str) -> None:
        charger = booted(csms, version)
        command = ask(csms, LogWish("security"))
        request_id = json.loads(command.request)["requestId"]
        answer(charger, command, {"status": "Accepted", "filename": "security.log"})
        for status in ("Uploading", told):
            charger.ask("LogStatusNotification", {"status": status, "requestId": request_id})
        assert (state(csms, command).status, state(csms, command).file_name) == (end, "security.log")

    @pytest.mark.parametrize("version", list(OcppVersion))
    def test_a_newer_log_ends_the_older(self, csms: World, version: OcppVersion) -> None:
        charger = booted(csms, version)
        first = ask(csms, LogWish("security"))
        answer(charger, first, {"status": "Accepted"})
        second = ask(csms, LogWish("diagnostics"))
        answer(charger, second, {"status": "AcceptedCanceled"})
        assert (state(csms, first).status, state(csms, second).status) == ("superseded", "accepted")
        for command, status in ((first, "Uploading"), (second, "Uploaded")):
            told = {"status": status, "requestId": json.loads(command.request)["requestId"]}
            charger.ask("LogStatusNotification", told)
        assert (state(csms, first).status, state(csms, second).status) == ("superseded", "uploaded")

    def test_the_raw_door_has_no_transfer(self, csms: World) -> None:
        charger = booted(csms, V16)
        command = csms.send("cp-1", "GetDiagnostics", '{"location":"ftp://a:b@example.com/"}')
        answer(charger, command, {"fileName": "x"})
        assert csms.ports.transfers.recent("cp-1") == []
        stored = csms.ports.commands.get("cp-1", command.message_id)
        assert stored is not None
        assert json.loads(stored.request) == {"location": "ftp://***@example.com/"}
