"""A new password over OCPP, as operators ask for it."""

import json
from typing import Any

import pytest

from csms.domain.stations import OcppVersion

from .conftest import Api

V16, V201, V21 = OcppVersion
NEW = "twenty-characters-xx"
DOOR = "/api/stations/CP-1/password"


def sent_value(api: Api) -> str:
    payload: dict[str, Any] = api.wire()[-1][3]
    return str(payload["value"] if "value" in payload else payload["setVariableData"][0]["attributeValue"])


@pytest.mark.parametrize("version", list(OcppVersion))
def test_a_generated_password_is_shown_once(api: Api, version: OcppVersion) -> None:
    api.station(version)
    sent = api.post(DOOR)
    assert sent.status == 202
    password = sent.body["password"]
    assert len(password) == 20
    assert sent_value(api) == (password.encode().hex() if version is V16 else password)
    again = api.get(f"/api/commands/{sent.body['id']}")
    assert password not in (again.text or "")
    assert "***" in json.dumps(again.body["request"])


def test_the_wire_of_1_6(api: Api) -> None:
    api.station(V16)
    api.post(DOOR, {"password": NEW})
    assert api.wire()[-1][2:] == ["ChangeConfiguration", {"key": "AuthorizationKey", "value": NEW.encode().hex()}]


@pytest.mark.parametrize("version", [V201, V21])
def test_the_wire_of_2_x(api: Api, version: OcppVersion) -> None:
    api.station(version)
    api.post(DOOR, {"password": NEW})
    item = {"attributeValue": NEW, "component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    assert api.wire()[-1][2:] == ["SetVariables", {"setVariableData": [item]}]


def test_a_given_password_is_not_repeated(api: Api) -> None:
    charger = api.station()
    sent = api.post(DOOR, {"password": NEW})
    assert sent.body["password"] is None
    assert NEW.encode().hex() not in (sent.text or "")
    message_id = api.wire()[-1][1]
    charger.frame(json.dumps([3, message_id, {"status": "Accepted"}]))
    assert api.get(f"/api/commands/{sent.body['id']}").body["response"] == {"status": "Accepted"}


@pytest.mark.parametrize("door", ["calls", "variables"])
def test_no_door_shows_it(api: Api, door: str) -> None:
    api.station()
    setting = {"key": "AuthorizationKey", "value": "00ff" * 10}
    raw = {"action": "ChangeConfiguration", "payload": setting}
    typed = {"set": [{"name": setting["key"], "value": setting["value"]}]}
    sent = api.post(f"/api/stations/CP-1/{door}", raw if door == "calls" else typed)
    assert sent.status == 202
    assert sent_value(api) == "00ff" * 10
    waiting = api.post(f"/api/stations/CP-1/{door}", raw if door == "calls" else typed)
    assert waiting.body["status"] == "queued"
    listed = api.get("/api/stations/CP-1/commands")
    for answer in (sent, waiting, listed):
        assert "00ff" not in (answer.text or "")
        assert "***" in (answer.text or "")


def test_what_a_station_cannot_be_given_is_422(api: Api) -> None:
    api.station()
    for body in ({"password": "short"}, {"password": "x" * 41}, {"password": "x" * 21}, {"nonsense": 1}):
        answer = api.post(DOOR, body)
        assert (answer.status, answer.fields()) == (422, list(body))
    assert api.wire() == []
    api.station(V201)
    assert api.post(DOOR, {"password": "x" * 40}).status == 202


def test_the_same_key_sends_once(api: Api) -> None:
    api.station()
    first = api.post(DOOR, {"password": NEW}, idempotency_key="k")
    again = api.post(DOOR, {"password": NEW}, idempotency_key="k")
    assert (again.status, again.body["id"]) == (202, first.body["id"])
    assert len(api.wire()) == 1
    assert api.post(DOOR, idempotency_key="j").fields() == ["password"]


def test_an_offline_station_is_409_unless_it_may_wait(api: Api) -> None:
    charger = api.station()
    api.csms.disconnect(charger.connection_id)
    assert api.post(DOOR).status == 409
    queued = api.post(DOOR, {"queue_until": "2026-03-02T12:00:00Z"})
    assert (queued.status, queued.body["status"]) == (202, "queued")
    assert queued.body["request"]["value"] == "***"
    assert api.post("/api/stations/CP-9/password").status == 404


def test_only_admins_may(api: Api) -> None:
    api.station()
    api.role = "operator"
    assert api.post(DOOR).status == 403
