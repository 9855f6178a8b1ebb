"""Up to a higher security profile by OCPP, and never down."""

import base64
import json
from typing import Any

import pytest

from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.domain.stations import OcppVersion
from tests.support.world import PASSWORD

from .conftest import Answer, Api

PATH = "/api/stations/CP-1/security-profile"
V16, V201, V21 = OcppVersion


def ask(api: Api, body: Any) -> Answer:
    return api.post(PATH, body)


def knock(api: Api, door: int) -> OcppVersion | Refusal:
    basic = "Basic " + base64.b64encode(f"CP-1:{PASSWORD}".encode()).decode()
    with api.csms.guard.running("station_connect"):
        shake = Handshake(f"door-{door}", "CP-1", basic, [V16.subprotocol], "192.0.2.7", security_profile=door)
        return connect_station(api.csms.ports, shake)


def test_an_upgrade_locks_nothing_out_until_the_station_has_come_through_the_other_door(api: Api) -> None:
    charger = api.station()
    answer = ask(api, {"profile": 2})
    assert (answer.status, answer.body["action"]) == (202, "ChangeConfiguration")
    [sent] = api.wire()
    assert sent[2:] == ["ChangeConfiguration", {"key": "SecurityProfile", "value": "2"}]
    charger.frame(json.dumps([3, sent[1], {"status": "Accepted"}]))
    assert api.get("/api/stations/CP-1").body["security_profile"] == 1
    assert knock(api, 1) is V16
    assert knock(api, 2) is V16
    assert api.get("/api/stations/CP-1").body["security_profile"] == 2
    assert knock(api, 1) is Refusal.SECURITY_PROFILE_TOO_LOW


@pytest.mark.parametrize("profile", [1, 2])
def test_there_is_no_way_down_nor_to_where_it_is(api: Api, profile: int) -> None:
    api.station()
    assert knock(api, 2) is V16
    answer = ask(api, {"profile": profile})
    assert (answer.status, api.wire()) == (409, [])
    assert "security profile is 2" in answer.body["detail"]


@pytest.mark.parametrize("version", [V201, V21])
def test_a_2x_station_wants_a_network_profile(api: Api, version: OcppVersion) -> None:
    api.station(version)
    answer = ask(api, {"profile": 2})
    assert (answer.status, answer.fields()) == (422, ["profile"])
    assert "SetNetworkProfile" in answer.body["errors"][0]["detail"]


@pytest.mark.parametrize("profile", [0, 4, "two", None])
def test_what_is_no_profile(api: Api, profile: Any) -> None:
    api.station()
    assert ask(api, {"profile": profile}).fields() == ["profile"]
