"""Roles: viewers read, operators steer, admins register."""

from typing import Any

import pytest
from operator_api import access
from operator_api.access import Role

from csms.domain.stations import OcppVersion

from .conftest import Api

READ = [("GET", "/api/stations"), ("GET", "/api/transactions"), ("GET", "/api/plans/depot")]
STEER = [
    ("POST", "/api/tokens/TAG/export"),
    ("GET", "/api/exports"),
    ("POST", "/api/stations/CP-1/calls"),
    ("POST", "/api/stations/CP-1/reset"),
    ("POST", "/api/stations/CP-1/certificates/list"),
    ("PUT", "/api/tokens/TAG"),
    ("DELETE", "/api/tokens/TAG"),
    ("DELETE", "/api/commands/x.y"),
    ("POST", "/api/transactions/t/close"),
    ("POST", "/api/schedules"),
    ("PUT", "/api/schedules/x.y"),
    ("POST", "/api/plans/depot"),
    ("PUT", "/api/prices/SE3"),
]
REGISTER = [
    ("POST", "/api/tokens/TAG/erase"),
    ("PUT", "/api/stations/CP-1"),
    ("DELETE", "/api/stations/CP-1"),
    ("PUT", "/api/sites/depot"),
    ("DELETE", "/api/sites/depot"),
    ("PUT", "/api/price-zones/SE3"),
    ("POST", "/api/stations/CP-1/security-profile"),
    ("POST", "/api/stations/CP-1/certificates"),
    ("DELETE", "/api/stations/CP-1/certificates/x"),
    ("POST", "/api/certificate-requests/x/sign"),
    ("POST", "/api/certificate-authority"),
]


def test_a_role_may_do_what_it_includes(api: Api) -> None:
    for has, api.role in ((0, ""), (0, "stranger"), (1, "viewer"), (2, "operator"), (3, "admin")):
        for needed, requests in enumerate((READ, STEER, REGISTER), start=1):
            for method, path in requests:
                answer = api.send(method, path, "{not json")
                assert (answer.status == 403) == (has < needed), (api.role, method, path, answer.body)
                if has < needed:
                    assert answer.headers["content-type"] == "application/problem+json"
                    assert answer.body["instance"] == path


V201_PASSWORD = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}


@pytest.mark.parametrize(
    ("version", "action", "payload"),
    [
        (OcppVersion.V16, "ChangeConfiguration", {"key": "AuthorizationKey", "value": "0011"}),
        (OcppVersion.V16, "ChangeConfiguration", {"key": "securityprofile", "value": "1"}),
        (OcppVersion.V16, "InstallCertificate", {}),
        (OcppVersion.V201, "SetVariables", {"setVariableData": [{"attributeValue": "x" * 16} | V201_PASSWORD]}),
        (OcppVersion.V201, "SetNetworkProfile", {}),
    ],
)
def test_whom_a_station_trusts_is_an_admins_also_through_the_raw_door(
    api: Api, version: OcppVersion, action: str, payload: dict[str, Any]
) -> None:
    api.station(version)
    api.role = "operator"
    assert api.post("/api/stations/CP-1/calls", {"action": action, "payload": payload}).status == 403
    assert api.get("/api/stations/CP-1/commands").body["items"] == []
    api.role = "admin"
    assert api.post("/api/stations/CP-1/calls", {"action": action, "payload": payload}).status in (202, 422)


def test_operators_change_other_settings(api: Api) -> None:
    api.station()
    api.role = "operator"
    changed = {"action": "ChangeConfiguration", "payload": {"key": "HeartbeatInterval", "value": "60"}}
    assert api.post("/api/stations/CP-1/calls", changed).status == 202
    wish = {"set": [{"name": "HeartbeatInterval", "value": "60"}, {"name": "AuthorizationKey", "value": "0011"}]}
    assert api.post("/api/stations/CP-1/variables", wish).status == 403


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("[admin operator]", Role.ADMIN),
        ("[viewer]", Role.VIEWER),
        (["operator", "viewer"], Role.OPERATOR),
        ("operator", Role.OPERATOR),
        ("[superadmin]", 0),
        ("[]", 0),
        (None, 0),
    ],
)
def test_groups_come_as_text_or_as_a_list(groups: object, role: int) -> None:
    assert access.role({"cognito:groups": groups}) == role


def test_only_the_open_paths_need_no_token(api: Api) -> None:
    nobody = {"requestContext": {"stage": "$default", "http": {"method": "GET", "path": "/"}}}
    for path in ("/api/health", "/api/openapi.json", "/api/docs"):
        assert api.send("GET", path, **nobody).status == 200
    assert api.send("GET", "/api/stations", **nobody).status == 401


def test_the_command_says_who_asked_for_it(api: Api) -> None:
    api.station()
    for claims, user in (
        ({"username": "ann", "sub": "1"}, "ann"),
        ({"cognito:username": "bob", "sub": "2"}, "bob"),
        ({"sub": "3"}, "3"),
    ):
        api.claims = claims
        answer = api.post("/api/stations/CP-1/calls", {"action": "ClearCache", "payload": {}})
        assert answer.body["requested_by"] == user
