"""The device model of OCPP 2.x: what stations answer and report about their variables."""

from collections.abc import Iterator
from typing import Any

from csms.application.keep_configuration import Change, ConfigurationTold, ReportPromised, SettingsChanged
from csms.application.record_report import RecordReport
from csms.domain.configuration import Reading
from csms.domain.operations import Variable
from csms.domain.secret_settings import shown_report
from csms.domain.variable_keys import ACTUAL, key_of
from csms.ocpp.dialect import Payload

_UNKNOWN = ("UnknownComponent", "UnknownVariable")


def told(_: Payload, response: Payload) -> ConfigurationTold:
    results = [(key(item), item) for item in _items(response, "getVariableResult")]
    return ConfigurationTold(
        readings=tuple(
            Reading(name, _text(item.get("attributeValue")))
            for name, item in results
            if item.get("attributeStatus") == "Accepted"
        ),
        unknown=_unknown(results),
    )


def changed(request: Payload, response: Payload) -> SettingsChanged:
    """The results pair with what was asked for by key, not by their order (2.0.1 B05)."""
    values = {key(item).casefold(): item["attributeValue"] for item in request["setVariableData"]}
    results = [(key(item), item) for item in _items(response, "setVariableResult")]
    taken = {"Accepted": False, "RebootRequired": True}
    changes = tuple(
        Change(name, values[name.casefold()], taken[item["attributeStatus"]])
        for name, item in results
        if item.get("attributeStatus") in taken and name.casefold() in values
    )
    return SettingsChanged(changes, _unknown(results))


def promised(request: Payload, response: Payload) -> ReportPromised:
    """Only a FullInventory tells everything (2.0.1 B07)."""
    full = request.get("reportBase") == "FullInventory"
    return ReportPromised(request["requestId"], full, response.get("status") == "Accepted")


def report(payload: Payload) -> RecordReport:
    return RecordReport(
        request_id=int(payload["requestId"]),
        part=int(payload.get("seqNo", 0)),
        last=not payload.get("tbc", False),
        readings=tuple(_reported(payload)),
        payload=shown_report(payload),
    )


def key(item: Payload) -> str:
    """The text by which a setting is known, for the parts of any message that name a variable."""
    component, variable = item["component"], item["variable"]
    evse = component.get("evse") or {}
    return key_of(
        Variable(
            name=str(variable["name"]),
            component=str(component["name"]),
            instance=component.get("instance"),
            evse=evse.get("id"),
            connector=evse.get("connectorId"),
            variable_instance=variable.get("instance"),
            attribute=item.get("attributeType") or item.get("type"),
        )
    )


def _reported(payload: Payload) -> Iterator[Reading]:
    for item in _items(payload, "reportData"):
        named = isinstance(item.get("component"), dict) and isinstance(item.get("variable"), dict)
        for attribute in _items(item, "variableAttribute") if named else ():
            name = key({**item, "attributeType": attribute.get("type") or ACTUAL})
            read_only = attribute.get("mutability", "ReadWrite") == "ReadOnly" or bool(attribute.get("constant"))
            yield Reading(name, _text(attribute.get("value")), read_only)


def _items(payload: Payload, name: str) -> list[Payload]:
    return [item for item in payload.get(name) or () if isinstance(item, dict)]


def _unknown(results: list[tuple[str, Payload]]) -> tuple[str, ...]:
    return tuple(name for name, item in results if item.get("attributeStatus") in _UNKNOWN)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
