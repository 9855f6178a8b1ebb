"""The raw door: checked against the version's schema, on the wire as the caller wrote it."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion

from .conftest import Api

CALLS = "/api/stations/CP-1/calls"
LATER = "2026-03-01T13:00:00Z"


def test_a_call_goes_out_and_its_command_is_answered(api: Api) -> None:
    charger = api.station()
    answer = api.post(CALLS, {"action": "GetConfiguration", "payload": {"key": ["HeartbeatInterval"]}})
    assert answer.status == 202
    [(connection_id, text)] = api.csms.link.sent
    message_id = json.loads(text)[1]
    assert connection_id == charger.connection_id
    assert text == f'[2,"{message_id}","GetConfiguration",{{"key":["HeartbeatInterval"]}}]'
    assert answer.headers["Location"] == f"/api/commands/{answer.body['id']}"
    assert answer.body | {"status": "sent", "station": "CP-1", "response": None, "ocpp_version": "1.6"} == answer.body
    charger.frame(json.dumps([3, message_id, {"configurationKey": [], "unknownKey": ["HeartbeatInterval"]}]))
    done = api.get(answer.headers["Location"]).body
    assert (done["status"], done["response"]) == (
        "done",
        {"configurationKey": [], "unknownKey": ["HeartbeatInterval"]},
    )
    assert done["request"] == {"key": ["HeartbeatInterval"]}


def test_members_keep_their_order_and_numbers_their_digits(api: Api) -> None:
    api.station()
    schedule = (
        '{"chargingSchedulePeriod":[{"startPeriod":0,"limit":8.1},{"limit":10.0,"startPeriod":60},'
        '{"startPeriod":90,"limit":1.60E+1}],"chargingRateUnit":"A","startSchedule":"2026-03-01T12:00:00Z"}'
    )
    payload = (
        f'{{"csChargingProfiles":{{"stackLevel":0,"chargingProfileKind":"Absolute","chargingProfileId":1,'
        f'"chargingProfilePurpose":"TxDefaultProfile","chargingSchedule":{schedule}}},"connectorId":1}}'
    )
    spaced = payload.replace(",", " ,\n ").replace(":{", " : {")
    answer = api.post(CALLS, f'{{"action": "SetChargingProfile", "payload": {spaced}}}')
    assert answer.status == 202, answer.body
    [(_, text)] = api.csms.link.sent
    assert text.endswith(f',"SetChargingProfile",{payload.replace("1.60E+1", "16.0")}]')


def test_text_goes_out_as_text(api: Api) -> None:
    api.station()
    data = 'Grüße, "充電" \\ 🔌'
    assert api.post(CALLS, {"action": "DataTransfer", "payload": {"vendorId": "ACME", "data": data}}).status == 202
    assert data.replace("\\", "\\\\").replace('"', '\\"') in api.csms.link.sent[0][1]


def test_an_action_of_another_version_is_422(api: Api) -> None:
    api.station()
    for action in ("RequestStartTransaction", "BootNotification", "Nonsense", "../etc/passwd"):
        answer = api.post(CALLS, {"action": action, "payload": {}})
        assert (answer.status, answer.fields()) == (422, ["action"])
    assert api.wire() == []


def test_every_broken_rule_is_named(api: Api) -> None:
    api.station()
    profile = {
        "chargingProfileId": "1",
        "stackLevel": 0,
        "chargingProfilePurpose": "Nonsense",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 8.15, "colour": "red"}],
        },
    }
    answer = api.post(CALLS, {"action": "SetChargingProfile", "payload": {"csChargingProfiles": profile}})
    assert answer.status == 422
    period = "payload.csChargingProfiles.chargingSchedule.chargingSchedulePeriod.0"
    assert sorted(answer.fields()) == [
        "payload.connectorId",
        "payload.csChargingProfiles.chargingProfileId",
        "payload.csChargingProfiles.chargingProfilePurpose",
        f"{period}.colour",
        f"{period}.limit",
    ]
    assert api.wire() == []


@pytest.mark.parametrize("version", list(OcppVersion))
def test_every_version_has_its_own_schema(api: Api, version: OcppVersion) -> None:
    api.station(version)
    reset = "Hard" if version is OcppVersion.V16 else "Immediate"
    assert api.post(CALLS, {"action": "Reset", "payload": {"type": "Never"}}).fields() == ["payload.type"]
    assert api.post(CALLS, {"action": "Reset", "payload": {"type": reset}}).status == 202


def test_what_no_frame_can_carry_is_refused(api: Api) -> None:
    api.station()
    too_long = {"vendorId": "ACME", "data": "x" * 128_000}
    assert api.post(CALLS, {"action": "DataTransfer", "payload": too_long}).fields() == ["payload"]
    api.station(OcppVersion.V201, "CP-2")
    deep = '{"action": "DataTransfer", "payload": {"vendorId": "ACME", "data": ' + "[" * 900 + "]" * 900 + "}}"
    assert api.send("POST", "/api/stations/CP-2/calls", deep).status in (400, 422)


def test_an_offline_station_is_409_unless_the_call_may_wait(api: Api) -> None:
    charger = api.station()
    api.csms.link.gone.add(charger.connection_id)
    call = {"action": "ClearCache", "payload": {}}
    refused = api.post(CALLS, call)
    assert (refused.status, refused.body["type"]) == (409, "urn:csms:station-offline")
    queued = api.post(CALLS, {**call, "queue_until": LATER})
    assert (queued.status, queued.body["status"]) == (202, "queued")
    assert queued.body["queue_until"] == "2026-03-01T13:00:00.000Z"
    for wrong in ("2026-03-01T11:00:00Z", "2027-03-01T11:00:00Z", "tomorrow", "2026-03-02", 7):
        answer = api.post(CALLS, {**call, "queue_until": wrong})
        assert (answer.status, answer.fields()) == (422, ["queue_until"])


def test_a_station_that_never_connected_has_no_version(api: Api) -> None:
    api.csms.register()
    answer = api.post(CALLS, {"action": "ClearCache", "payload": {}, "queue_until": LATER})
    assert answer.status == 409
    assert "never connected" in answer.body["detail"]
    assert api.post("/api/stations/nobody/calls", {"action": "ClearCache"}).status == 404


def answering(api: Api, charger: Any, reply: list[Any], after: int) -> Any:
    """A sleep in whose n-th step the station answers."""
    steps = iter(range(1, 1000))

    def sleep(seconds: float) -> None:
        api.csms.forward(seconds=seconds)
        if next(steps) == after:
            message_id = api.wire()[0][1]
            charger.frame(json.dumps([reply[0], message_id, *reply[1:]]))

    return sleep


def test_prefer_wait_brings_the_outcome(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = api.station()
    sleep = answering(api, charger, [3, {"status": "Accepted"}], after=3)
    monkeypatch.setattr("operator_api.command_views.sleep", sleep)
    answer = api.post(CALLS, {"action": "ClearCache"}, prefer="respond-async, wait=10")
    assert (answer.status, answer.headers["Preference-Applied"]) == (200, "wait=10")
    assert (answer.body["status"], answer.body["response"]) == ("done", {"status": "Accepted"})
    assert answer.headers["Location"] == f"/api/commands/{answer.body['id']}"


def test_a_callerror_is_an_outcome_too(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = api.station()
    sleep = answering(api, charger, [4, "NotSupported", "no cache here", {}], after=1)
    monkeypatch.setattr("operator_api.command_views.sleep", sleep)
    answer = api.post(CALLS, {"action": "ClearCache"}, prefer="wait=10")
    assert (answer.status, answer.body["status"]) == (200, "failed")
    assert answer.body["error"] == {"code": "NotSupported", "description": "no cache here"}


def test_a_wait_ends(api: Api) -> None:
    headers: list[tuple[str, int | None]] = [
        ("wait=3", 3),
        ('Wait = "2"; x', 2),
        ("wait=999", 25),
        ("wait=0", 0),
        ("wait=soon", None),
        ("await=5", None),
    ]
    api.station()
    for header, waited in headers:
        before = api.csms.moment
        answer = api.post(CALLS, {"action": "ClearCache"}, prefer=header)
        assert answer.status == 202
        assert answer.headers.get("Preference-Applied") == (None if waited is None else f"wait={waited}")
        assert round((api.csms.moment - before).total_seconds()) == (waited or 0)


def test_the_same_key_makes_one_command(api: Api) -> None:
    api.station()
    call = {"action": "ClearCache", "payload": {}}
    first = api.post(CALLS, call, idempotency_key="k-1")
    again = api.post(CALLS, call, idempotency_key="k-1")
    assert (first.status, again.status) == (202, 202)
    assert first.body["id"] == again.body["id"]
    assert len(api.wire()) == 1
    other = api.post(CALLS, {"action": "Reset", "payload": {"type": "Soft"}}, idempotency_key="k-1")
    assert other.status == 409
    api.station(identity="CP-2")
    assert api.post("/api/stations/CP-2/calls", call, idempotency_key="k-1").body["id"] != first.body["id"]


def test_a_key_whose_call_never_left_may_be_used_again(api: Api) -> None:
    api.csms.register()
    charger = api.csms.connect(OcppVersion.V16)
    charger.boot()
    api.csms.forward(hours=1)
    assert api.post(CALLS, {"action": "ClearCache"}, idempotency_key="k").status == 409
    charger.ask("Heartbeat", {})
    assert api.post(CALLS, {"action": "ClearCache"}, idempotency_key="k").status == 202
