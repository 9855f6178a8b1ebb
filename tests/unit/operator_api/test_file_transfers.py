"""Firmware images, firmware updates and uploads over the API."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import BOOT

from .conftest import Answer, Api

V16, V201, V21 = OcppVersion
IMAGE = {"version": "2.0", "file_name": "fw.bin"}
SIGNATURE = {
    "signature": "c2lnbmVk",
    "signing_certificate": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
}
KEY = "firmware/fw-2/fw.bin"


def image(api: Api, uploaded: bool = True, **members: Any) -> Any:
    answer = api.put("/api/firmware/fw-2", IMAGE | members)
    assert answer.status in (200, 201), answer.body
    if uploaded:
        api.csms.files.kept[KEY] = b"firmware"
    return answer.body


def ask(api: Api, door: str, body: Any = None, **headers: str) -> Answer:
    return api.post(f"/api/stations/CP-1/{door}", body, **headers)


class TestImages:
    def test_an_image_is_described_uploaded_and_removed(self, api: Api) -> None:
        created = api.put("/api/firmware/fw-2", IMAGE | SIGNATURE | {"vendor": "V", "model": "M"})
        assert created.status == 201
        assert created.body == {
            "id": "fw-2", "version": "2.0", "file_name": "fw.bin", "vendor": "V", "model": "M", "signed": True,
            "created_at": "2026-03-01T12:00:00.000Z", "size_bytes": None,
            "upload_url": f"https://files.test/{KEY}?PUT&life_s=3600&signature=SECRET",
        }  # fmt: skip
        api.csms.files.kept[KEY] = b"firmware"
        assert api.get("/api/firmware/fw-2").body["size_bytes"] == 8
        assert "upload_url" not in api.get("/api/firmware/fw-2").body
        assert [item["id"] for item in api.get("/api/firmware").body["items"]] == ["fw-2"]
        assert api.delete("/api/firmware/fw-2").status == 204
        assert (api.get("/api/firmware/fw-2").status, api.csms.files.kept) == (404, {})

    def test_another_file_name_is_another_file(self, api: Api) -> None:
        image(api)
        assert image(api, uploaded=False, file_name="other.bin")["size_bytes"] is None
        assert api.csms.files.kept == {}

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"file_name": "../x"}, "file_name"),
            ({"file_name": "a/b"}, "file_name"),
            ({"version": None}, "version"),
            ({"signature": "c2lnbmVk"}, "signing_certificate"),
            ({"signing_certificate": SIGNATURE["signing_certificate"]}, "signature"),
            (SIGNATURE | {"signature": "not base64!"}, "signature"),
            (SIGNATURE | {"signing_certificate": "MIIB"}, "signing_certificate"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, body: dict[str, Any], field: str) -> None:
        answer = api.put("/api/firmware/fw-2", IMAGE | body)
        assert (answer.status, answer.fields()) == (422, [field])

    def test_only_admins_keep_images(self, api: Api) -> None:
        api.role = "operator"
        assert api.put("/api/firmware/fw-2", IMAGE).status == 403
        assert api.put("/api/firmware/a b", IMAGE).status == 403
        api.role = "admin"
        assert api.put("/api/firmware/a b", IMAGE).fields() == ["firmware_id"]


class TestUpdates:
    def test_a_1_6_station_fetches_an_image_of_ours(self, api: Api) -> None:
        charger = api.station()
        image(api)
        answer = ask(api, "firmware-update", {"firmware_id": "fw-2", "retries": 3, "retry_interval_s": 60})
        assert answer.status == 202
        url = f"https://files.test/{KEY}?GET&life_s={3600 + 180}&signature=SECRET"
        assert api.wire()[0][2:] == ["UpdateFirmware", {
            "location": url, "retries": 3, "retrieveDate": "2026-03-01T12:00:00Z", "retryInterval": 60,
        }]  # fmt: skip
        assert answer.body["request"]["location"] == f"https://files.test/{KEY}?***"
        update_id = answer.body["id"]
        charger.frame(json.dumps([3, api.wire()[0][1], {}]))
        charger.ask("FirmwareStatusNotification", {"status": "Downloading"})
        shown = api.get(f"/api/firmware-updates/{update_id}").body
        assert (shown["status"], shown["ended"], shown["firmware_id"], shown["firmware_version"]) == (
            "downloading", False, "fw-2", "2.0",
        )  # fmt: skip
        assert [step["status"] for step in shown["history"]] == ["requested", "accepted", "downloading"]
        assert api.get("/api/stations/CP-1/firmware-updates").body["items"] == [shown]
        assert api.get("/api/stations/CP-1/uploads").body["items"] == []
        for path in (f"/api/commands/{update_id}", f"/api/firmware-updates/{update_id}", "/api/stations/CP-1/commands"):
            assert "SECRET" not in (api.get(path).text or "")

    def test_a_signed_image_is_sent_as_signed(self, api: Api) -> None:
        api.station()
        image(api, **SIGNATURE)
        ask(api, "firmware-update", {"firmware_id": "fw-2"})
        [[_, _, action, payload]] = api.wire()
        assert action == "SignedUpdateFirmware"
        assert payload["firmware"]["signature"] == SIGNATURE["signature"]
        assert payload["firmware"]["signingCertificate"] == SIGNATURE["signing_certificate"]

    def test_a_signed_image_may_be_sent_as_plain(self, api: Api) -> None:
        api.station()
        image(api, **SIGNATURE)
        ask(api, "firmware-update", {"firmware_id": "fw-2", "signed": False})
        assert api.wire()[0][2] == "UpdateFirmware"

    @pytest.mark.parametrize("version", [V201, V21])
    def test_a_2_x_station_gets_an_address_of_the_operators(self, api: Api, version: OcppVersion) -> None:
        api.station(version)
        body = {
            "location": "https://example.com/fw", "retrieve_at": "2026-03-01T13:00:00Z",
            "install_at": "2026-03-02T01:00:00Z",
        }  # fmt: skip
        answer = ask(api, "firmware-update", body)
        [[_, _, action, payload]] = api.wire()
        assert (action, payload["firmware"]) == ("UpdateFirmware", {
            "location": "https://example.com/fw", "retrieveDateTime": "2026-03-01T13:00:00Z",
            "installDateTime": "2026-03-02T01:00:00Z",
        })  # fmt: skip
        assert api.get(f"/api/firmware-updates/{answer.body['id']}").body["request_id"] == payload["requestId"]

    @pytest.mark.parametrize(
        ("version", "body", "field"),
        [
            (V16, {}, "body"),
            (V16, {"firmware_id": "fw-2", "location": "https://example.com"}, "body"),
            (V16, {"firmware_id": "fw-2", "version": "1"}, "body"),
            (V16, {"location": "file:///etc/passwd"}, "location"),
            (V16, {"location": "https://example.com", "signed": True}, "signature"),
            (V16, {"firmware_id": "fw-2", "signed": True}, "signed"),
            (V16, {"location": "https://example.com", "signature": "x"}, "signing_certificate"),
            (V16, {"location": "https://example.com", "install_at": "2026-03-02T01:00:00Z"}, "install_at"),
            (V16, {"firmware_id": "fw-2", "retrieve_at": "2026-04-01T00:00:00Z"}, "retrieve_at"),
            (V16, {"firmware_id": "fw-2", "retries": -1}, "retries"),
            (V201, {"location": "https://example.com/" + "x" * 500}, "location"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, version: OcppVersion, body: dict[str, Any], field: str) -> None:
        api.station(version)
        image(api)
        answer = ask(api, "firmware-update", body)
        assert (answer.status, answer.fields()) == (422, [field])
        assert (api.wire(), api.get("/api/stations/CP-1/firmware-updates").body["items"]) == ([], [])

    def test_an_image_without_a_file_is_not_sent(self, api: Api) -> None:
        api.station()
        image(api, uploaded=False)
        assert ask(api, "firmware-update", {"firmware_id": "fw-2"}).status == 409
        assert ask(api, "firmware-update", {"firmware_id": "fw-3"}).status == 404

    def test_an_offline_station_keeps_nothing_behind(self, api: Api) -> None:
        api.csms.register("CP-1")
        assert ask(api, "firmware-update", {"location": "https://example.com"}).status == 409
        api.station(V16, "CP-2")
        api.csms.forward(hours=1)
        assert api.post("/api/stations/CP-2/firmware-update", {"location": "https://example.com"}).status == 409
        assert api.get("/api/stations/CP-2/firmware-updates").body["items"] == []

    def test_a_waiting_update_has_a_url_that_lives_long_enough(self, api: Api) -> None:
        charger = api.station()
        image(api)
        api.csms.disconnect(charger.connection_id)
        answer = ask(api, "firmware-update", {"firmware_id": "fw-2", "queue_until": "2026-03-03T12:00:00Z"})
        assert (answer.status, answer.body["status"]) == (202, "queued")
        assert api.get(f"/api/firmware-updates/{answer.body['id']}").body["status"] == "requested"
        api.csms.connect(V16)
        api.csms.drain()
        [[_, _, _, payload]] = api.wire()
        assert f"life_s={2 * 86_400 + 3600}&signature=SECRET" in payload["location"]
        assert "SECRET" not in (api.get(f"/api/commands/{answer.body['id']}").text or "")

    def test_a_cancelled_command_ends_its_update(self, api: Api) -> None:
        charger = api.station()
        api.csms.disconnect(charger.connection_id)
        body = {"location": "https://example.com", "queue_until": "2026-03-03T12:00:00Z"}
        answer = ask(api, "firmware-update", body)
        assert api.delete(f"/api/commands/{answer.body['id']}").status == 200
        assert api.get(f"/api/firmware-updates/{answer.body['id']}").body["status"] == "cancelled"

    def test_the_same_key_makes_one_update(self, api: Api) -> None:
        api.station()
        image(api)
        first = ask(api, "firmware-update", {"firmware_id": "fw-2"}, idempotency_key="k")
        api.csms.forward(seconds=5)
        again = ask(api, "firmware-update", {"firmware_id": "fw-2"}, idempotency_key="k")
        assert (again.body["id"], len(api.wire())) == (first.body["id"], 1)
        assert len(api.get("/api/stations/CP-1/firmware-updates").body["items"]) == 1

    def test_an_unknown_update(self, api: Api) -> None:
        api.station()
        upload = ask(api, "diagnostics")
        for unknown in ("x", "x.y", upload.body["id"]):
            assert api.get(f"/api/firmware-updates/{unknown}").status == 404


class TestUploads:
    def test_diagnostics_come_to_us(self, api: Api) -> None:
        charger = api.station()
        answer = ask(api, "diagnostics", {"oldest_at": "2026-03-01T00:00:00Z"})
        [[_, message_id, action, payload]] = api.wire()
        location = f"https://files.test/uploads/{message_id}?PUT&life_s=3600&signature=SECRET"
        assert (action, payload) == ("GetDiagnostics", {"location": location, "startTime": "2026-03-01T00:00:00Z"})
        upload_id = answer.body["id"]
        assert api.post(f"/api/uploads/{upload_id}/download").status == 409
        charger.frame(json.dumps([3, message_id, {"fileName": 'diag "1".zip'}]))
        api.csms.files.kept[f"uploads/{message_id}"] = b"log"
        charger.ask("DiagnosticsStatusNotification", {"status": "Uploaded"})
        shown = api.get(f"/api/uploads/{upload_id}").body
        assert (shown["status"], shown["type"], shown["file_name"], shown["kept_here"]) == (
            "uploaded", "diagnostics", 'diag "1".zip', True,
        )  # fmt: skip
        assert api.get("/api/stations/CP-1/uploads").body["items"] == [shown]
        there = api.post(f"/api/uploads/{upload_id}/download").body
        url = f"https://files.test/uploads/{message_id}?GET&life_s=900&signature=SECRET"
        assert there == {"download_url": url, "size_bytes": 3}
        api.role = "viewer"
        assert api.get(f"/api/uploads/{upload_id}").status == 200
        assert api.post(f"/api/uploads/{upload_id}/download").status == 403

    @pytest.mark.parametrize("version", [V201, V21])
    def test_diagnostics_of_2_x_are_a_log(self, api: Api, version: OcppVersion) -> None:
        api.station(version)
        ask(api, "diagnostics")
        [[_, _, action, payload]] = api.wire()
        assert (action, payload["logType"]) == ("GetLog", "DiagnosticsLog")

    @pytest.mark.parametrize("version", list(OcppVersion))
    def test_a_security_log_goes_where_the_operator_says(self, api: Api, version: OcppVersion) -> None:
        api.station(version)
        body = {
            "type": "security", "location": "ftp://me:secret@example.com/logs/", "retries": 1, "retry_interval_s": 5,
            "oldest_at": "2026-03-01T00:00:00Z", "latest_at": "2026-03-01T12:00:00Z",
        }  # fmt: skip
        answer = ask(api, "logs", body)
        [[_, _, action, payload]] = api.wire()
        request_id = payload.pop("requestId")
        assert (action, payload) == ("GetLog", {
            "logType": "SecurityLog", "retries": 1, "retryInterval": 5,
            "log": {
                "remoteLocation": "ftp://me:secret@example.com/logs/", "oldestTimestamp": "2026-03-01T00:00:00Z",
                "latestTimestamp": "2026-03-01T12:00:00Z",
            },
        })  # fmt: skip
        shown = api.get(f"/api/uploads/{answer.body['id']}").body
        assert (shown["request_id"], shown["location"], shown["kept_here"]) == (
            request_id, "ftp://***@example.com/logs/", False,
        )  # fmt: skip
        assert api.post(f"/api/uploads/{answer.body['id']}/download").status == 409
        assert "secret@" not in (api.get(f"/api/commands/{answer.body['id']}").text or "")

    @pytest.mark.parametrize(
        ("door", "body", "field"),
        [
            ("logs", {"type": "trace"}, "type"),
            ("logs", {}, "type"),
            ("logs", {"type": "security", "location": "nowhere"}, "location"),
            ("logs", {"type": "security", "location": "https://example.com/" + "x" * 500}, "location"),
            ("diagnostics", {"oldest_at": "yesterday"}, "oldest_at"),
            ("diagnostics", {"retries": 1000, "retry_interval_s": 86400}, "retries"),
        ],
    )
    def test_what_is_wrong_is_named(self, api: Api, door: str, body: dict[str, Any], field: str) -> None:
        api.station()
        answer = ask(api, door, body)
        assert (answer.status, answer.fields()) == (422, [field])
        assert api.get("/api/stations/CP-1/uploads").body["items"] == []


def test_a_confirmed_update_is_shown(api: Api) -> None:
    charger = api.station()
    charger.ask("BootNotification", {**BOOT[V16], "firmwareVersion": "1.0"})
    answer = ask(api, "firmware-update", {"location": "https://example.com", "version": "2.0"})
    charger.ask("BootNotification", {**BOOT[V16], "firmwareVersion": "2.0"})
    for _, task in list(api.csms.queues.tasks):
        if task["task"] == "confirm_firmware":
            api.csms.run_task(task)
    shown = api.get(f"/api/firmware-updates/{answer.body['id']}").body
    assert (shown["status"], shown["version_before"], shown["version_after"]) == ("confirmed", "1.0", "2.0")
