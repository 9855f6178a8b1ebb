"""Whatever comes over the wire, parsing ends in a frame or a CALLERROR, never in an exception."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from csms.domain.stations import OcppVersion
from csms.ocpp import rpc

versions = st.sampled_from(list(OcppVersion))
scalars = st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats(allow_nan=False) | st.text(max_size=60)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))


def parsed(text: str, version: OcppVersion) -> rpc.Frame | rpc.RpcError:
    try:
        return rpc.parse(text, version)
    except rpc.RpcError as problem:
        reply = json.loads(rpc.error(problem, version))
        assert reply[0] == 4
        assert len(reply) == 5
        assert len(reply[1]) <= rpc.MAX_ID_LENGTH
        assert len(reply[3]) <= rpc.MAX_DESCRIPTION_LENGTH
        return problem


@given(st.text(), versions)
def test_any_text(text: str, version: OcppVersion) -> None:
    parsed(text, version)


@given(st.lists(values, max_size=6), versions)
def test_any_array(message: list[Any], version: OcppVersion) -> None:
    parsed(json.dumps(message), version)
