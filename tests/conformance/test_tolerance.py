"""Deviations that lose no meaning are repaired, counted and kept; what moves money or authorizes is not touched."""

from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.support.world import BOOT, World

V16, V201, V21 = OcppVersion
AT = "2026-03-01T11:00:00Z"
STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Available"}
STATUS_2X = {"timestamp": AT, "connectorStatus": "Available", "evseId": 1, "connectorId": 1}


def meter(**sampled: Any) -> dict[str, Any]:
    return {"connectorId": 1, "meterValue": [{"timestamp": AT, "sampledValue": [{"value": "1"} | sampled]}]}


TOLERATED = [
    (V16, "BootNotification", BOOT[V16] | {"chargePointVendor": "v" * 21}, "long_text:chargePointVendor"),
    (V16, "BootNotification", BOOT[V16] | {"iccid": None}, "explicit_null:iccid"),
    (V16, "BootNotification", BOOT[V16] | {"color": "red"}, "extra_member"),
    (V16, "BootNotification", {"chargePointModel": "M"}, "missing_member:chargePointVendor"),
    (V16, "Heartbeat", {"x": 1}, "extra_member"),
    (V16, "Authorize", {"idTag": "TAG-1", "x": 1}, "extra_member"),
    (V16, "Authorize", {"idTag": "x" * 21}, "long_identifier:idTag"),
    (V16, "StatusNotification", STATUS | {"status": "Sleeping"}, "unknown_value:status"),
    (V16, "StatusNotification", STATUS | {"connectorId": "1"}, "text_for_number:connectorId"),
    (V16, "StatusNotification", {"connectorId": 1, "status": "Available"}, "missing_member:errorCode"),
    (V16, "MeterValues", meter(value=12.5), "number_for_text:value"),
    (V16, "MeterValues", meter(unit="Amp"), "unknown_value:unit"),
    (V16, "MeterValues", meter() | {"transactionId": None}, "explicit_null:transactionId"),
    (V201, "BootNotification", {"reason": "Woke", "chargingStation": {"model": "M", "vendorName": "V"}},
     "unknown_value:reason"),
    (V201, "StatusNotification", STATUS_2X | {"connectorId": "1"}, "text_for_number:connectorId"),
    (V21, "Heartbeat", {"x": None}, "extra_member"),
    (V21, "StatusNotification", STATUS_2X | {"evseId": -1}, "number_out_of_range:evseId"),
]  # fmt: skip


@pytest.mark.parametrize(("version", "action", "payload", "deviation"), TOLERATED)
def test_it_is_answered_counted_and_its_frame_kept(
    csms: World, version: OcppVersion, action: str, payload: dict[str, Any], deviation: str
) -> None:
    charger = csms.connect(version)
    charger.boot()
    charger.ask(action, payload)
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.deviations == {f"{action}:{deviation}": 1}
    (event,) = csms.ports.station_events.page("cp-1", 10, None).items
    assert (event.type, event.frame is not None and action in event.frame) == ("deviation", True)


REFUSED = [
    (V16, "Authorize", {}, "OccurenceConstraintViolation"),
    (V16, "Authorize", {"idTag": 7}, "TypeConstraintViolation"),
    (V16, "StatusNotification", {}, "OccurenceConstraintViolation"),
    (V16, "StatusNotification", STATUS | {"connectorId": "one"}, "TypeConstraintViolation"),
    (V16, "Authorize", {"idTag": "x" * 256}, "PropertyConstraintViolation"),
    (V16, "DataTransfer", {}, "OccurenceConstraintViolation"),
    (V201, "Authorize", {}, "OccurrenceConstraintViolation"),
    (V201, "Authorize", {"idToken": "TAG-1"}, "TypeConstraintViolation"),
    (V201, "BootNotification", {"reason": "PowerUp"}, "OccurrenceConstraintViolation"),
    (V201, "NotifyEvent", {"generatedAt": AT, "seqNo": 0, "eventData": []}, "OccurrenceConstraintViolation"),
    (V21, "TransactionEvent", {}, "OccurrenceConstraintViolation"),
]


@pytest.mark.parametrize(("version", "action", "payload", "code"), REFUSED)
def test_what_nothing_can_mend_is_refused_by_name(
    csms: World, version: OcppVersion, action: str, payload: dict[str, Any], code: str
) -> None:
    charger = csms.connect(version)
    charger.boot()
    reply = charger.call(action, payload)
    assert reply[2] == code
    assert reply[3].split(":")[0].split(".")[0] in {
        "idTag", "connectorId", "vendorId", "idToken", "chargingStation", "eventType", "transactionInfo", "eventData",
    }  # fmt: skip
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.connectors == ()
