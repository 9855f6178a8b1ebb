"""Frames that are not good CALLs: the right CALLERROR in the spelling of the version, or the silence it wants."""

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import World

V16, V201, V21 = OcppVersion

# frame, then (message id, code) in 1.6 and in 2.x; None is silence
CASES = [
    ("{", ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('{"a":1}', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ("[]", ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('[2,null,"Heartbeat",{}]', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('[2,"","Heartbeat",{}]', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    (f'[2,"{"x" * 37}","Heartbeat",{{}}]', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('[2,"a"]', ("a", "FormationViolation"), ("a", "RpcFrameworkError")),
    ('[2,"a",7,{}]', ("a", "FormationViolation"), ("a", "RpcFrameworkError")),
    ('[2,"a","Heartbeat",{},1]', ("a", "FormationViolation"), ("a", "RpcFrameworkError")),
    ('[2,"a","Heartbeat",[]]', ("a", "TypeConstraintViolation"), ("a", "TypeConstraintViolation")),
    ('[2,"a","Heartbeat","{}"]', ("a", "TypeConstraintViolation"), ("a", "TypeConstraintViolation")),
    ('[2,"a","NoSuchAction",{}]', ("a", "NotImplemented"), ("a", "NotImplemented")),
    ('[2,"a","../../etc/passwd",{}]', ("a", "NotImplemented"), ("a", "NotImplemented")),
    ('[2,"a","GetCertificateStatus",{}]', ("a", "NotImplemented"), ("a", "NotSupported")),
    ('[2,"a","Reset",{"type":"Hard"}]', ("a", "NotSupported"), ("a", "NotSupported")),
    ('[2,"a","Heartbeat",{"x":NaN}]', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('[2,"a","Heartbeat",{"x":1e999}]', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('[2,"a","Heartbeat",{"x":"\\ud800"}]', ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ("[" * 100_000, ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ("1" * 10_000, ("-1", "FormationViolation"), ("-1", "RpcFrameworkError")),
    ('[9,"a",{}]', None, ("a", "MessageTypeNotSupported")),
    ('["2","a","Heartbeat",{}]', None, ("a", "MessageTypeNotSupported")),
    ('[true,"a","Heartbeat",{}]', None, ("a", "MessageTypeNotSupported")),
    ("", None, None),
    ("   ", None, None),
    ('[3,"nobody-asked",{}]', None, None),
    ("[3,null,{}]", None, None),
    ('[3,"x"]', None, None),
    ('[4,"nobody-asked","GenericError","",{}]', None, None),
    ('[4,"x"]', None, None),
]


@pytest.mark.parametrize("version", list(OcppVersion))
@pytest.mark.parametrize(("frame", "in_16", "in_2x"), CASES, ids=[case[0][:40] or "empty" for case in CASES])
def test_what_is_no_good_call(
    csms: World, version: OcppVersion, frame: str, in_16: tuple[str, str] | None, in_2x: tuple[str, str] | None
) -> None:
    charger = csms.connect(version)
    charger.boot()
    reply = charger.frame(frame)
    expected = in_16 if version is V16 else in_2x
    if expected is None:
        assert reply is None
        return
    assert (reply[0], *reply[1:3], reply[4]) == (4, *expected, {})
    assert 0 < len(reply[3]) <= 255


@pytest.mark.parametrize("frame", ['[2,"a","Heartbeat",{}]', '[2,"a","Heartbeat",null]', '[2,"a","Heartbeat"]'])
def test_an_empty_payload_may_be_null_or_missing(csms: World, frame: str) -> None:
    charger = csms.connect(V16)
    charger.boot()
    assert charger.frame(frame)[0] == 3


@pytest.mark.parametrize("message_id", ["a:b:c", "ü" * 36, " ", "-1", "x" * 36])
def test_any_string_of_up_to_36_characters_is_an_id(csms: World, message_id: str) -> None:
    charger = csms.connect(V201)
    charger.boot()
    assert charger.call("Heartbeat", {}, message_id)[:2] == [3, message_id]


@pytest.mark.parametrize(
    ("frame", "in_201", "in_21"),
    [
        ('[6,"a","NotifyPeriodicEventStream",{}]', "MessageTypeNotSupported", None),
        ('[5,"a","GenericError","",{}]', "MessageTypeNotSupported", None),
    ],
)
def test_types_that_2_1_adds(csms: World, frame: str, in_201: str, in_21: None) -> None:
    csms.register("CP-21")
    old, new = csms.connect(V201), csms.connect(V21, "CP-21")
    old.boot()
    new.boot()
    assert old.frame(frame)[2] == in_201
    assert new.frame(frame) is in_21


def test_a_call_is_answered_while_ours_is_open(csms: World) -> None:
    """The in-flight limit is per direction: one station asks Authorize before it answers RequestStart."""
    charger = csms.connect(V201)
    charger.boot()
    csms.send("cp-1", "RequestStartTransaction", '{"remoteStartId":1,"idToken":{"idToken":"T","type":"Local"}}')
    assert charger.ask("Authorize", {"idToken": {"idToken": "TAG-1", "type": "ISO14443"}})
    assert charger.ask("Heartbeat", {})


def test_errors_of_a_use_case_leak_nothing(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = csms.connect(V16)
    charger.boot()

    def broken(*_: object) -> None:
        raise RuntimeError("secret table name")

    monkeypatch.setattr(type(csms.ports.tokens), "get", broken)
    reply = charger.call("Authorize", {"idTag": "TAG-1"})
    assert reply[2] == "InternalError"
    assert "secret" not in str(reply)


def test_a_status_is_answered_even_where_storing_it_fails(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = csms.connect(V16)
    charger.boot()

    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(type(csms.ports.stations), "record_connector", broken)
    assert charger.ask("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Available"}) == {}
