"""Whatever comes over the wire, parsing and repairing end in a frame or a CALLERROR, never in an exception."""

import copy
import json
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from csms.domain.stations import OcppVersion
from csms.ocpp import rpc, tolerance
from csms.ocpp.dialects import DIALECTS

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


@cache
def decodable(version: OcppVersion) -> list[str]:
    return [action for action, row in DIALECTS[version].inbound.items() if row is not None]


AT = "2026-03-01T12:00:00Z"
_VALUE_16 = {"timestamp": AT, "sampledValue": [{"value": "1", "unit": "Wh", "format": "Raw", "measurand": "SoC"}]}
_SAMPLED_2X = {"value": 1.5, "measurand": "SoC", "unitOfMeasure": {"unit": "Wh", "multiplier": 1}}
_VALUE_2X = {"timestamp": AT, "sampledValue": [_SAMPLED_2X]}
_TOKEN = {"idToken": "T", "type": "Local"}
VALID_16 = {
    "Authorize": {"idTag": "T"},
    "BootNotification": {"chargePointVendor": "V", "chargePointModel": "M", "iccid": "1"},
    "MeterValues": {"connectorId": 1, "transactionId": 1, "meterValue": [_VALUE_16]},
    "StartTransaction": {"connectorId": 1, "idTag": "T", "meterStart": 1, "timestamp": AT, "reservationId": 1},
    "StatusNotification": {"connectorId": 1, "errorCode": "NoError", "status": "Available", "timestamp": AT},
    "StopTransaction": {
        "transactionId": 1, "idTag": "T", "meterStop": 2, "timestamp": AT, "reason": "Local",
        "transactionData": [_VALUE_16],
    },
}  # fmt: skip
VALID_2X = {
    "Authorize": {"idToken": _TOKEN},
    "BootNotification": {
        "reason": "PowerUp",
        "chargingStation": {"model": "M", "vendorName": "V", "modem": {"iccid": "1"}},
    },
    "MeterValues": {"evseId": 1, "meterValue": [_VALUE_2X]},
    "StatusNotification": {"timestamp": AT, "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
    "TransactionEvent": {
        "eventType": "Started", "timestamp": AT, "triggerReason": "Authorized", "seqNo": 0, "reservationId": 1,
        "transactionInfo": {"transactionId": "t", "chargingState": "Charging", "remoteStartId": 1},
        "evse": {"id": 1, "connectorId": 1}, "idToken": _TOKEN, "meterValue": [_VALUE_2X],
    },
}  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """(parent, key) of everything inside."""
    entries = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [place for key, inner in entries for place in [(value, key), *places(inner)]]


@settings(max_examples=400)
@given(st.data(), versions)
def test_what_the_tolerance_lets_through_the_dialect_can_read(data: st.DataObject, version: OcppVersion) -> None:
    """A valid message with up to three members gone, replaced or added: refused by name, or understood."""
    valid = VALID_16 if version is OcppVersion.V16 else VALID_2X
    action = data.draw(st.sampled_from(sorted(valid)))
    payload: dict[str, Any] = copy.deepcopy(valid[action])  # type: ignore[arg-type]
    for _ in range(data.draw(st.integers(1, 3))):
        parent, key = data.draw(st.sampled_from(places(payload) or [(payload, "new")]))
        if isinstance(parent, dict) and data.draw(st.booleans()):
            parent.pop(key, None)
        else:
            parent[key] = data.draw(values)
    frame = parsed(json.dumps([2, "1", action, payload]), version)
    if not isinstance(frame, rpc.Call):
        return
    repaired = tolerance.repair(version, action, frame.payload)
    if repaired.refused is None:
        row = DIALECTS[version].inbound[action]
        assert row is not None
        row.decode(rpc.plain(repaired.payload))
    else:
        assert repaired.refused.field in str(repaired.refused)


@given(st.data(), versions, values)
def test_any_payload_of_any_action(data: st.DataObject, version: OcppVersion, payload: Any) -> None:
    action = data.draw(st.sampled_from(decodable(version)))
    frame = parsed(json.dumps([2, "1", action, payload]), version)
    if isinstance(frame, rpc.Call):
        tolerance.repair(version, action, frame.payload)
