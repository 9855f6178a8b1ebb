"""What the tolerance lets through the dialect can read; what it does not, it refuses by name. These examples shrink."""

import json
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain.stations import OcppVersion
from csms.ocpp import json_text, rpc, tolerance
from csms.ocpp.dialects import DIALECTS
from tests.fuzz.frame_mutations import dumps
from tests.fuzz.frames import understood
from tests.fuzz.payload_mutations import places
from tests.fuzz.payloads import Payloads

understood_messages = st.sampled_from([(v, action) for v in OcppVersion for action in sorted(understood(v))])
seeds = st.integers(0, 2**32)
scalars = st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats(allow_nan=False) | st.text(max_size=60)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))


def read(version: OcppVersion, action: str, text: str) -> tolerance.Repaired | None:
    """None where the frame is no JSON."""
    try:
        frame = rpc.parse(text, version)
    except rpc.RpcError:
        return None
    assert isinstance(frame, rpc.Call)
    repaired = tolerance.repair(version, action, frame.payload)
    if repaired.refused is None:
        row = DIALECTS[version].inbound[action]
        assert row is not None
        row.decode(json_text.plain(repaired.payload))
    else:
        assert repaired.refused.field in str(repaired.refused)
    return repaired


@settings(max_examples=200)
@given(understood_messages, seeds, st.data())
def test_a_message_that_was_changed(message: tuple[OcppVersion, str], seed: int, data: st.DataObject) -> None:
    """Up to three members gone, replaced or added."""
    version, action = message
    payload = Payloads(Random(seed)).request(version, action)
    for _ in range(data.draw(st.integers(1, 3))):
        parent, key = data.draw(st.sampled_from(places(payload) or [(payload, "new")]))
        if isinstance(parent, dict) and data.draw(st.booleans()):
            parent.pop(key, None)
        else:
            parent[key] = data.draw(values)
    read(version, action, json.dumps([2, "1", action, payload]))


@settings(max_examples=100)
@given(understood_messages, values)
def test_any_payload(message: tuple[OcppVersion, str], payload: Any) -> None:
    version, action = message
    read(version, action, json.dumps([2, "1", action, payload]))


@settings(max_examples=100)
@given(understood_messages, seeds)
def test_a_valid_message_is_not_touched(message: tuple[OcppVersion, str], seed: int) -> None:
    version, action = message
    payload = Payloads(Random(seed)).request(version, action)
    repaired = read(version, action, dumps([2, "1", action, payload]))
    assert repaired is not None
    assert (json_text.plain(repaired.payload), repaired.deviations) == (payload, ())
