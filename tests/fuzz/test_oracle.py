"""The oracle can say no: each fault is seen where it is, and a good exchange has none."""

import pytest

from csms.domain.stations import OcppVersion
from tests.fuzz.oracle import Exchange, Fault, faults

V16, V201, V21 = OcppVersion
BEAT = '[2,"a","Heartbeat",{}]'
TIME = '{"currentTime":"2026-03-01T12:00:00Z"}'
REFUSED = '[4,"a","SecurityError","The station has not been accepted yet",{}]'

GOOD = [
    (V16, BEAT, f'[3,"a",{TIME}]'),
    (V16, BEAT, REFUSED),
    (V16, '[9,"a"]', None),
    (V16, "", None),
    (V201, '[9,"a"]', None),
    (V201, '[9,"a"]', '[4,"a","MessageTypeNotSupported","The message type is not supported",{}]'),
    (V201, "[2", '[4,"-1","RpcFrameworkError","The frame is not valid JSON",{}]'),
    (V201, '[2,7,"Heartbeat",{}]', '[4,"-1","RpcFrameworkError","The message id is no string",{}]'),
    (V21, '[3,"a",{}]', None),
    (V21, '[6,"a","NotifyPeriodicEventStream",{}]', None),
]


@pytest.mark.parametrize(("version", "text", "reply"), GOOD)
def test_a_good_exchange(version: OcppVersion, text: str, reply: str | None) -> None:
    assert faults(Exchange(version, text, reply)) == set()


BAD = [
    (V16, BEAT, None, Fault.MISSING),
    (V16, "[2", None, Fault.MISSING),
    (V16, BEAT, "", Fault.INVALID),
    (V16, BEAT, "{", Fault.INVALID),
    (V16, BEAT, f'[3,"b",{TIME}]', Fault.INVALID),
    (V16, BEAT, f'[3,"-1",{TIME}]', Fault.INVALID),
    (V16, BEAT, '[3,"a",{}]', Fault.INVALID),
    (V16, BEAT, '[3,"a",{"currentTime":NaN}]', Fault.INVALID),
    (V16, BEAT, '[4,"a","SecurityError","no"]', Fault.INVALID),
    (V16, BEAT, '[4,"a","SecurityError","",{}]', Fault.INVALID),
    (V16, BEAT, f'[4,"a","SecurityError","{"x" * 256}",{{}}]', Fault.INVALID),
    (V16, BEAT, '[4,"a","FormatViolation","no",{}]', Fault.INVALID),
    (V201, BEAT, '[4,"a","FormationViolation","no",{}]', Fault.INVALID),
    (V16, BEAT, '[4,"a","SecurityError","KeyError: idTag",{}]', Fault.LEAKED),
    (V16, BEAT, '[4,"a","SecurityError","zqtext is too long",{}]', Fault.LEAKED),
    (V16, BEAT, '[4,"a","InternalError","The message could not be processed",{}]', Fault.FAILED),
    (V16, '[3,"a",{}]', REFUSED, Fault.SPOKE),
    (V21, '[6,"a"]', REFUSED, Fault.SPOKE),
]


@pytest.mark.parametrize(("version", "text", "reply", "fault"), BAD)
def test_a_bad_exchange(version: OcppVersion, text: str, reply: str | None, fault: Fault) -> None:
    assert faults(Exchange(version, text, reply)) == {fault}


def test_what_the_text_does_not_show() -> None:
    assert faults(Exchange(V16, BEAT, REFUSED, stored=True)) == {Fault.STORED}
    assert faults(Exchange(V16, BEAT, f'[3,"a",{TIME}]', stored=True)) == set()
    assert faults(Exchange(V16, '[3,"a",{}]', None, parked=True)) == {Fault.FAILED}
    assert faults(Exchange(V16, BEAT, None, ValueError())) == {Fault.EXCEPTION}
