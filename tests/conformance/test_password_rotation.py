"""A station's password is changed over OCPP without a moment in which it cannot log in (2.0.1 A01, 1.6 A01)."""

import base64
import json
from typing import Any

import pytest

from csms.application.authenticate import presented_password
from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.domain import secrets
from csms.domain.stations import OcppVersion
from tests.support.world import PASSWORD, Charger, World

V16, V201, V21 = OcppVersion
NEW = "twenty-characters-xx"
versions = pytest.mark.parametrize("version", list(OcppVersion))
HOME = "192.0.2.7"


def basic(password: str | bytes) -> str:
    secret = password.encode() if isinstance(password, str) else password
    return "Basic " + base64.b64encode(b"CP-1:" + secret).decode()


def login(csms: World, password: str | bytes, version: OcppVersion) -> Charger | None:
    connection_id = csms.ports.new_id()
    shake = Handshake(connection_id, "CP-1", basic(password), [version.subprotocol], HOME)
    with csms.guard.running("station_connect"):
        outcome = connect_station(csms.ports, shake)
    if outcome is Refusal.BAD_CREDENTIALS:
        return None
    assert outcome is version
    return Charger(csms, connection_id, version, "CP-1")


def good(csms: World, version: OcppVersion) -> set[str]:
    """Which passwords would be let in, without logging in."""
    from csms.application.authenticate import judge

    station = csms.ports.stations.get("cp-1")
    found = set()
    for name, password in (("old", PASSWORD), ("new", NEW)):
        shake = Handshake("probe", "CP-1", basic(password), [version.subprotocol])
        if not isinstance(judge(station, shake, None), Refusal):
            found.add(name)
    return found


def change(csms: World, version: OcppVersion, password: str = NEW, **wanted: Any) -> str:
    """The message id of the CALL."""
    [variable] = secrets.setting(version, password).variables
    if version is V16:
        request = {"key": variable.name, "value": variable.value}
        return csms.send("cp-1", "ChangeConfiguration", json.dumps(request), **wanted).message_id
    item = {
        "attributeValue": variable.value,
        "component": {"name": variable.component},
        "variable": {"name": variable.name},
    }
    return csms.send("cp-1", "SetVariables", json.dumps({"setVariableData": [item]}), **wanted).message_id


def answer(charger: Charger, message_id: str, status: str) -> None:
    if charger.version is V16:
        charger.frame(json.dumps([3, message_id, {"status": status}]))
        return
    named = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    charger.frame(json.dumps([3, message_id, {"setVariableResult": [{**named, "attributeStatus": status}]}]))


def start(csms: World, version: OcppVersion) -> Charger:
    charger = login(csms, PASSWORD, version)
    assert charger is not None
    charger.boot()
    return charger


@versions
def test_both_are_good_until_the_station_has_answered(csms: World, version: OcppVersion) -> None:
    charger = start(csms, version)
    message_id = change(csms, version)
    assert good(csms, version) == {"old", "new"}
    answer(charger, message_id, "Accepted")
    assert good(csms, version) == {"new"}


@versions
def test_what_the_station_refuses_is_forgotten(csms: World, version: OcppVersion) -> None:
    charger = start(csms, version)
    answer(charger, change(csms, version), "Rejected")
    assert good(csms, version) == {"old"}
    message_id = change(csms, version)
    charger.frame(json.dumps([4, message_id, "InternalError", "", {}]))
    assert good(csms, version) == {"old"}


@versions
def test_what_is_taken_at_the_next_start_waits_for_it(csms: World, version: OcppVersion) -> None:
    charger = start(csms, version)
    answer(charger, change(csms, version), "RebootRequired")
    assert good(csms, version) == {"old", "new"}
    assert login(csms, PASSWORD, version), "the connection was lost before the reboot"
    assert good(csms, version) == {"old", "new"}
    assert login(csms, NEW, version)
    assert good(csms, version) == {"new"}


@versions
@pytest.mark.parametrize(("password", "left"), [(PASSWORD, {"old"}), (NEW, {"new"})])
def test_without_an_answer_the_next_login_decides(
    csms: World, version: OcppVersion, password: str, left: set[str]
) -> None:
    start(csms, version)
    message_id = change(csms, version)
    csms.forward(seconds=31)
    csms.run_task({"task": "deadline", "station_key": "cp-1", "message_id": message_id})
    assert good(csms, version) == {"old", "new"}
    assert login(csms, password, version)
    assert good(csms, version) == left


@versions
def test_a_login_with_the_old_one_decides_nothing_while_the_station_may_answer(
    csms: World, version: OcppVersion
) -> None:
    start(csms, version)
    message_id = change(csms, version)
    charger = login(csms, PASSWORD, version)
    assert charger is not None
    assert good(csms, version) == {"old", "new"}
    answer(charger, message_id, "Accepted")
    assert good(csms, version) == {"new"}


@versions
def test_a_station_that_uses_it_before_its_answer_arrives(csms: World, version: OcppVersion) -> None:
    start(csms, version)
    message_id = change(csms, version)
    charger = login(csms, NEW, version)
    assert charger is not None
    assert good(csms, version) == {"new"}
    answer(charger, message_id, "Accepted")
    assert good(csms, version) == {"new"}


def test_a_late_answer_decides(csms: World) -> None:
    charger = start(csms, V16)
    message_id = change(csms, V16)
    csms.forward(seconds=31)
    csms.run_task({"task": "deadline", "station_key": "cp-1", "message_id": message_id})
    answer(charger, message_id, "Accepted")
    assert good(csms, V16) == {"new"}


@pytest.mark.parametrize("presented", [NEW.encode(), NEW.encode().hex().encode(), NEW.encode().hex().upper().encode()])
def test_a_1_6_station_may_send_its_key_as_bytes_or_as_hex(csms: World, presented: bytes) -> None:
    charger = start(csms, V16)
    answer(charger, change(csms, V16), "Accepted")
    assert login(csms, presented, V16)
    assert presented_password("cp-1", basic(presented)) == presented


def test_an_answer_to_another_call_decides_nothing(csms: World) -> None:
    charger = start(csms, V16)
    message_id = csms.send("cp-1", "ChangeConfiguration", '{"key":"HeartbeatInterval","value":"1"}').message_id
    answer(charger, message_id, "Accepted")
    assert good(csms, V16) == {"old"}


def test_while_it_waits_for_its_turn_nothing_changes(csms: World) -> None:
    charger = start(csms, V16)
    first = csms.send("cp-1", "ClearCache").message_id
    waiting = change(csms, V16)
    assert good(csms, V16) == {"old"}
    stored = csms.ports.commands.get("cp-1", waiting)
    assert stored is not None
    assert NEW.encode().hex() in stored.request, "it must still be sent"
    charger.frame(json.dumps([3, first, {"status": "Accepted"}]))
    csms.drain()
    assert good(csms, V16) == {"old", "new"}
    assert NEW.encode().hex() in csms.link.sent[-1][1]
    answer(charger, waiting, "Accepted")
    assert good(csms, V16) == {"new"}


@versions
def test_nothing_that_has_left_is_kept(csms: World, version: OcppVersion) -> None:
    start(csms, version)
    message_id = change(csms, version)
    stored = csms.ports.commands.get("cp-1", message_id)
    assert stored is not None
    assert "***" in stored.request
    wire = NEW.encode().hex() if version is V16 else NEW
    assert wire in csms.link.sent[-1][1]
    assert wire not in stored.request


def test_a_connection_that_was_gone_gets_it_again_in_full(csms: World) -> None:
    charger = start(csms, V16)
    csms.link.gone.add(charger.connection_id)
    change(csms, V16, queue_until=csms.moment.replace(hour=20))
    assert login(csms, PASSWORD, V16)
    csms.drain()
    assert NEW.encode().hex() in csms.link.sent[-1][1]
    assert good(csms, V16) == {"old", "new"}


def test_the_operators_own_password_counts_at_once_and_alone(csms: World) -> None:
    from csms.application.register_station import RegisterStation, register_station

    charger = start(csms, V16)
    message_id = change(csms, V16)
    register_station(csms.ports, RegisterStation("CP-1", password="operators-password"))
    assert good(csms, V16) == set()
    answer(charger, message_id, "Accepted")
    assert login(csms, "operators-password", V16)


def test_a_login_costs_no_more_while_one_is_pending(csms: World) -> None:
    start(csms, V16)
    change(csms, V16)
    csms.requests.clear()
    assert login(csms, NEW, V16)
    assert csms.requests == ["GetItem", "TransactWriteItems"]
