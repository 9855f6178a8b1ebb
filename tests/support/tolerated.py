"""One message for each row of the table of tolerances and each version it holds for."""

from dataclasses import dataclass
from typing import Any

from csms.domain.stations import OcppVersion
from tests.support.world import BOOT

V16, V201, V21 = OcppVersion
AT = "2026-03-01T11:00:00Z"


@dataclass(frozen=True)
class Example:
    """`deviation` as it is counted; `mended` are members of the payload afterwards, by their dotted path."""

    version: OcppVersion
    action: str
    payload: dict[str, Any]
    deviation: str
    mended: tuple[tuple[str, Any], ...] = ()

    @property
    def row(self) -> str:
        return self.deviation.partition(":")[0]


def status(version: OcppVersion, **members: Any) -> dict[str, Any]:
    if version is V16:
        return {"connectorId": 1, "errorCode": "NoError", "status": "Available", "timestamp": AT} | members
    return {"timestamp": AT, "connectorStatus": "Available", "evseId": 1, "connectorId": 1} | members


def meter(version: OcppVersion, **sampled: Any) -> dict[str, Any]:
    place = "connectorId" if version is V16 else "evseId"
    value = "1" if version is V16 else 1
    return {place: 1, "meterValue": [{"timestamp": AT, "sampledValue": [{"value": value} | sampled]}]}


def event(**members: Any) -> dict[str, Any]:
    started = {"eventType": "Started", "timestamp": AT, "triggerReason": "Authorized", "seqNo": 0}
    return started | {"transactionInfo": {"transactionId": "t"}} | members


def start(**members: Any) -> dict[str, Any]:
    return {"connectorId": 1, "idTag": "TAG-1", "meterStart": 100, "timestamp": AT} | members


def boot(version: OcppVersion, **members: Any) -> dict[str, Any]:
    if version is V16:
        return BOOT[V16] | members
    return {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"} | members}


def without(payload: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in names}


def token(text: str) -> dict[str, Any]:
    return {"idToken": text, "type": "ISO14443"}


_SAMPLE = "meterValue.0.sampledValue.0"


def in_all(v: OcppVersion) -> list[Example]:
    vendor, word = ("chargePointVendor", "status") if v is V16 else ("vendorName", "connectorStatus")
    optional = "iccid" if v is V16 else "modem"
    one: tuple[tuple[str, Any], ...] = (("connectorId", 1),)
    misnamed = without(status(v), "connectorId") | {"ConnectorID": 1}
    tag = {"idTag": "TAG-1"} if v is V16 else {"idToken": token("TAG-1")}
    values = [{"timestamp": AT, "sampledValue": meter(v)["meterValue"][0]["sampledValue"]}, "x"]
    return [
        Example(v, "BootNotification", boot(v, **{optional: None}), f"explicit_null:{optional}"),
        Example(v, "Heartbeat", {"x": None}, "extra_member"),
        Example(v, "Authorize", tag | {"x": 1}, "extra_member"),
        Example(v, "StatusNotification", misnamed, "member_in_other_case", one),
        Example(v, "StatusNotification", status(v, connectorId=1.0), "whole_number_with_fraction:connectorId", one),
        Example(v, "StatusNotification", status(v, connectorId="1"), "text_for_number:connectorId", one),
        Example(v, "BootNotification", boot(v, **{vendor: 7}), f"number_for_text:{vendor}"),
        Example(v, "BootNotification", boot(v, **{vendor: "v" * 60}), f"long_text:{vendor}"),
        Example(
            v, "MeterValues", meter(v, context="sample.periodic"), "word_in_other_case:context",
            ((f"{_SAMPLE}.context", "Sample.Periodic"),),
        ),
        Example(v, "StatusNotification", status(v, **{word: "Sleeping"}), f"unknown_value:{word}"),
        Example(
            v, "StatusNotification", status(v, timestamp="2026-03-01 11:00:00"), "time_in_other_form:timestamp",
            (("timestamp", "2026-03-01T11:00:00.000Z"),),
        ),
        Example(v, "StatusNotification", status(v, timestamp="noon"), "unreadable_time:timestamp"),
        Example(v, "MeterValues", without(meter(v), "meterValue"), "missing_member:meterValue"),
        Example(v, "MeterValues", meter(v) | {"meterValue": []}, "empty_list:meterValue"),
        Example(v, "MeterValues", meter(v) | {"meterValue": values}, "unreadable_part:meterValue"),
    ]  # fmt: skip


_OLD_NAME = {"connectorId": 1, "values": meter(V16)["meterValue"]}
IN_16 = [
    Example(V16, "Authorize", {"idTag": "x" * 37}, "long_identifier:idTag"),
    Example(V16, "MeterValues", _OLD_NAME, "member_of_1_5", (("meterValue", meter(V16)["meterValue"]),)),
    Example(V16, "StartTransaction", start(meterStart=100.5), "fraction_for_integer:meterStart"),
    Example(V16, "StartTransaction", start(meterStart="100"), "text_for_number:meterStart", (("meterStart", 100),)),
    Example(V16, "StartTransaction", start(meterStart="a lot"), "unreadable_part:meterStart"),
    Example(V16, "StartTransaction", start(idTag={"id": "TAG-1"}), "unreadable_part:idTag"),
    Example(V16, "StartTransaction", start(idTag="x" * 256), "unreadable_part:idTag"),
    Example(V16, "MeterValues", meter(V16, value=12.5), "number_for_text:value", ((f"{_SAMPLE}.value", "12.5"),)),
    Example(V16, "MeterValues", meter(V16, unit="Amp"), "unit_alias:unit", ((f"{_SAMPLE}.unit", "A"),)),
    Example(V16, "MeterValues", meter(V16) | {"transactionId": None}, "explicit_null:transactionId"),
    Example(V16, "BootNotification", {"chargePointModel": "M"}, "missing_member:chargePointVendor"),
    Example(V16, "StatusNotification", without(status(V16), "errorCode"), "missing_member:errorCode"),
]


def in_2x(v: OcppVersion) -> list[Example]:
    component = {"component": {"name": "C"}, "variable": {"name": "V"}, "variableAttribute": [{"value": "1"}] * 5}
    report = {"requestId": 1, "generatedAt": AT, "seqNo": 0, "reportData": [component]}
    return [
        Example(v, "TransactionEvent", event(transactionInfo={"transactionId": "x" * 37}),
                "long_identifier:transactionId"),
        Example(v, "TransactionEvent", event(numberOfPhasesUsed=2.5), "fraction_for_integer:numberOfPhasesUsed"),
        Example(v, "TransactionEvent", event(offline="True"), "text_for_boolean:offline", (("offline", True),)),
        Example(v, "TransactionEvent", event(eventType="started"), "word_in_other_case:eventType",
                (("eventType", "Started"),)),
        Example(v, "TransactionEvent", event(transactionInfo={"transactionId": 7}), "number_for_text:transactionId",
                (("transactionInfo.transactionId", "7"),)),
        Example(v, "TransactionEvent", event(idToken=token("x" * 256)), "unreadable_token:idToken",
                (("idToken.idToken", ""),)),
        Example(v, "TransactionEvent", event(idToken={"type": "ISO14443"}), "unreadable_token:idToken"),
        Example(v, "TransactionEvent", event(idToken=token([])), "unreadable_token:idToken"),  # type: ignore[arg-type]
        Example(v, "TransactionEvent", event(evse={"id": 1}, cableMaxCurrent="x"), "unreadable_part:cableMaxCurrent"),
        Example(v, "TransactionEvent", event(customData={"vendorId": "x" * 256}), "long_text:vendorId"),
        Example(v, "TransactionEvent", event(evse={"connectorId": 1}), "unreadable_part:id"),
        Example(v, "MeterValues", meter(v, unitOfMeasure={"unit": "kwh"}), "unit_alias:unit",
                ((f"{_SAMPLE}.unitOfMeasure.unit", "kWh"),)),
        Example(v, "BootNotification", without(boot(v), "reason"), "missing_member:reason"),
        Example(v, "StatusNotification", without(status(v), "timestamp"), "missing_member:timestamp"),
        Example(v, "TransactionEvent", without(event(), "seqNo"), "missing_member:seqNo"),
        Example(v, "TransactionEvent", event(idToken={"idToken": "TAG-1"}), "missing_member:type"),
        Example(v, "NotifyReport", report, "long_list:variableAttribute"),
        Example(v, "NotifyEVChargingNeeds", needs(101), "number_out_of_range:stateOfCharge"),
        Example(v, "NotifyEVChargingNeeds", needs(-1), "number_out_of_range:stateOfCharge"),
    ]  # fmt: skip


def needs(state_of_charge: int) -> dict[str, Any]:
    dc = {"evMaxCurrent": 1, "evMaxVoltage": 1, "stateOfCharge": state_of_charge}
    return {"evseId": 1, "chargingNeeds": {"requestedEnergyTransfer": "DC", "dcChargingParameters": dc}}


EXAMPLES = [*(e for v in OcppVersion for e in in_all(v)), *IN_16, *(e for v in (V201, V21) for e in in_2x(v))]
