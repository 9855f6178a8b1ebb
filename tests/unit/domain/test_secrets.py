"""Which CALLs change a station's password, what an answer to them decides, and how they are shown."""

import json
from typing import Any

import pytest

from csms.domain import passwords, secrets
from csms.domain.errors import InvalidError
from csms.domain.operations import Variable
from csms.domain.passwords import Decision
from csms.domain.stations import OcppVersion

V16, V201, V21 = OcppVersion
SECRET = "correct-horse-bat"


def item(value: str = SECRET, component: str = "SecurityCtrlr", variable: str = "BasicAuthPassword") -> dict[str, Any]:
    return {"attributeValue": value, "component": {"name": component}, "variable": {"name": variable}}


@pytest.mark.parametrize(
    ("action", "payload", "found"),
    [
        ("ChangeConfiguration", {"key": "AuthorizationKey", "value": SECRET}, SECRET),
        ("ChangeConfiguration", {"key": " authorizationkey ", "value": SECRET}, SECRET),
        ("ChangeConfiguration", {"key": "HeartbeatInterval", "value": SECRET}, None),
        ("SetVariables", {"setVariableData": [item()]}, SECRET),
        ("SetVariables", {"setVariableData": [item("x", variable="Identity"), item()]}, SECRET),
        ("SetVariables", {"setVariableData": [item(component="securityctrlr", variable="BASICAUTHPASSWORD")]}, SECRET),
        ("SetVariables", {"setVariableData": [item(), item()]}, SECRET),
        ("SetVariables", {"setVariableData": []}, None),
        ("DataTransfer", {"vendorId": "x", "data": SECRET}, None),
        ("GetVariables", {"getVariableData": [item()]}, None),
    ],
)
def test_a_change_of_the_password_is_known_by_what_it_says(
    action: str, payload: dict[str, Any], found: str | None
) -> None:
    request = json.dumps(payload)
    assert secrets.new_password(action, request) == found
    if found is None:
        assert secrets.shown(action, request) == request
    else:
        assert json.loads(secrets.shown(action, request)) == json.loads(request.replace(SECRET, "***"))
        assert secrets.new_password(action, secrets.shown(action, request)) == "***"


@pytest.mark.parametrize(
    ("action", "payload"),
    [
        ("SetVariables", {"setVariableData": [item("1", variable="Identity"), item(component="OCPPCommCtrlr")]}),
        ("SetVariables", {"setVariableData": [item(component="Wifi", variable="ApnPassword")]}),
        ("ChangeConfiguration", {"key": "VendorWifiPassword", "value": SECRET}),
        ("ChangeConfiguration", {"key": "SimPin", "value": SECRET}),
    ],
)
def test_other_passwords_are_not_shown_either(action: str, payload: dict[str, Any]) -> None:
    request = json.dumps(payload)
    assert secrets.new_password(action, request) is None
    assert json.loads(secrets.shown(action, request)) == json.loads(request.replace(SECRET, "***"))


def test_a_network_profile_is_shown_without_its_passwords() -> None:
    connection = {"ocppCsmsUrl": "wss://x", "apn": {"apn": "a", "apnPassword": SECRET}, "vpn": {"password": SECRET}}
    request = json.dumps({"configurationSlot": 1, "connectionData": connection})
    shown = secrets.shown("SetNetworkProfile", request)
    assert SECRET not in shown
    assert json.loads(shown)["connectionData"]["ocppCsmsUrl"] == "wss://x"
    plain = json.dumps({"configurationSlot": 1, "connectionData": {"ocppCsmsUrl": "wss://x"}})
    assert secrets.shown("SetNetworkProfile", plain) == plain


@pytest.mark.parametrize(
    ("action", "response", "error", "decided"),
    [
        ("ChangeConfiguration", {"status": "Accepted"}, None, Decision.TAKEN),
        ("ChangeConfiguration", {"status": "RebootRequired"}, None, Decision.TAKEN_AT_REBOOT),
        ("ChangeConfiguration", {"status": "Rejected"}, None, Decision.NOT_TAKEN),
        ("ChangeConfiguration", {"status": "NotSupported"}, None, Decision.NOT_TAKEN),
        ("ChangeConfiguration", None, {"code": "InternalError"}, Decision.NOT_TAKEN),
        ("ChangeConfiguration", {}, None, None),
        ("ChangeConfiguration", "nonsense", None, None),
        ("SetVariables", {"setVariableResult": [{**item(), "attributeStatus": "Accepted"}]}, None, Decision.TAKEN),
        (
            "SetVariables",
            {
                "setVariableResult": [
                    {**item(variable="Identity"), "attributeStatus": "Accepted"},
                    {**item(), "attributeStatus": "Rejected"},
                ]
            },
            None,
            Decision.NOT_TAKEN,
        ),
        ("SetVariables", {"setVariableResult": [{**item(), "attributeStatus": "RebootRequired"}]}, None,
         Decision.TAKEN_AT_REBOOT),
        ("SetVariables", {"setVariableResult": ["nonsense"]}, None, None),
    ],
)  # fmt: skip
def test_what_an_answer_decides(action: str, response: Any, error: Any, decided: Decision | None) -> None:
    assert secrets.decision(action, response, error) is decided


@pytest.mark.parametrize(
    ("password", "key"),
    [
        (SECRET, SECRET.encode().hex()),
        ("twenty-characters-xx", "7477656e74792d636861726163746572732d7878"),
        ("00ff" * 10, "00ff" * 10),
        ("äöåäöåäö", "äöåäöåäö".encode().hex()),
    ],
)
def test_a_1_6_station_is_told_the_hex_of_its_keys_bytes(password: str, key: str) -> None:
    assert secrets.setting(V16, password).variables == (Variable("AuthorizationKey", value=key),)


@pytest.mark.parametrize("password", ["x" * 21, "x" * 40, "00ff" * 9 + "00fg"])
def test_a_1_6_key_has_no_more_than_twenty_bytes(password: str) -> None:
    with pytest.raises(InvalidError):
        secrets.setting(V16, password)


@pytest.mark.parametrize("version", [V201, V21])
def test_a_2_x_station_is_told_the_password(version: OcppVersion) -> None:
    [variable] = secrets.setting(version, "x" * 40).variables
    assert variable == Variable("BasicAuthPassword", component="SecurityCtrlr", value="x" * 40)


@pytest.mark.parametrize("hexed", ["00ff" * 10, "00FF" * 10, "00fF" * 10])
@pytest.mark.parametrize("presented", [bytes.fromhex("00ff" * 10), b"00ff" * 10, b"00FF" * 10, b"00fF" * 10])
def test_a_key_is_the_same_as_bytes_and_as_hex_of_any_case(hexed: str, presented: bytes) -> None:
    assert passwords.verify(presented, passwords.hash_password(hexed))
    assert passwords.verify(presented, passwords.hash_password(bytes.fromhex(hexed)))


def test_only_hex_forgets_case() -> None:
    stored = passwords.hash_password("Correct-Horse-Bat")
    assert passwords.verify(b"Correct-Horse-Bat", stored)
    assert not passwords.verify(b"correct-horse-bat", stored)
