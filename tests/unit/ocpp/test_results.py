"""Every word that a schema lets a station answer with means something to an operator."""

import json
from importlib.resources import files
from typing import Any

import pytest

from csms.domain.commands import Command, CommandStatus
from csms.domain.results import Verdict
from csms.domain.stations import OcppVersion
from csms.ocpp.dialects import DIALECTS
from csms.ocpp.results import result_of

_FOLDERS = {OcppVersion.V16: "v16", OcppVersion.V201: "v201", OcppVersion.V21: "v21"}
_LISTS = (
    "getVariableResult",
    "setVariableResult",
    "setMonitoringResult",
    "clearMonitoringResult",
    "clearTariffsResult",
)


def ended(action: str, response: Any = None, status: CommandStatus = CommandStatus.DONE, **members: Any) -> Command:
    return Command("cp-1", "m1", action, "{}", status, OcppVersion.V16, "2026-03-01T12:00:00Z", response, **members)


def words() -> list[tuple[str, dict[str, Any]]]:
    """Every status that a CALLRESULT to one of our CALLs may carry, by the bundled schemas."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for version, dialect in DIALECTS.items():
        for action in dialect.outbound:
            schema = json.loads((files("ocpp") / _FOLDERS[version] / "schemas" / f"{action}Response.json").read_text())
            for member, status in _statuses(schema):
                response = {member: [{"status": status, "attributeStatus": status}]} if member in _LISTS else {}
                found[action, status] = response or {"status": status}
    return [(action, response) for (action, _), response in sorted(found.items())]


def _statuses(schema: dict[str, Any]) -> list[tuple[str, str]]:
    def resolved(member: dict[str, Any]) -> dict[str, Any]:
        return schema["definitions"][member["$ref"].rsplit("/")[-1]] if "$ref" in member else member  # type: ignore[no-any-return]

    members = {name: resolved(member) for name, member in schema.get("properties", {}).items()}
    plain = [("status", status) for status in members.get("status", {}).get("enum", [])]
    listed = [
        (name, status)
        for name in _LISTS
        if name in members
        for member, kind in resolved(members[name]["items"])["properties"].items()
        if member in ("status", "attributeStatus")
        for status in resolved(kind).get("enum", [])
    ]
    return plain + listed


@pytest.mark.parametrize(("action", "response"), words(), ids=str)
def test_every_word_of_every_schema_is_understood(action: str, response: dict[str, Any]) -> None:
    result = result_of(ended(action, response))
    assert result is not None
    assert result.verdict is not Verdict.OPEN
    assert result.status


def test_the_schemas_have_many_words() -> None:
    assert len(words()) > 120


@pytest.mark.parametrize(
    ("action", "response", "verdict"),
    [
        ("ChangeConfiguration", {"status": "RebootRequired"}, Verdict.LATER),
        ("ChangeAvailability", {"status": "Scheduled"}, Verdict.LATER),
        ("RemoteStartTransaction", {"status": "Accepted"}, Verdict.LATER),
        ("SendLocalList", {"status": "VersionMismatch"}, Verdict.OUT_OF_STEP),
        ("ReserveNow", {"status": "Occupied"}, Verdict.NOT_POSSIBLE_NOW),
        ("UnlockConnector", {"status": "UnlockFailed"}, Verdict.FAILED),
        ("GetLocalListVersion", {"listVersion": -1}, Verdict.NOT_SUPPORTED),
        ("GetLocalListVersion", {"listVersion": 0}, Verdict.DONE),
        ("GetLocalListVersion", {}, Verdict.OPEN),
        ("GetConfiguration", {"configurationKey": [{}], "unknownKey": ["a"]}, Verdict.PARTLY),
        ("GetConfiguration", {"unknownKey": ["a"]}, Verdict.UNKNOWN_TARGET),
        ("GetConfiguration", {}, Verdict.DONE),
        ("GetDiagnostics", {}, Verdict.DONE),
        ("GetDiagnostics", {"fileName": "d.zip"}, Verdict.LATER),
        ("UpdateFirmware", {}, Verdict.LATER),
        ("CostUpdated", {}, Verdict.DONE),
        ("ClearCache", {"status": "Perhaps"}, Verdict.OPEN),
        ("ClearCache", {"status": None}, Verdict.OPEN),
        ("ClearCache", "Accepted", Verdict.OPEN),
        ("ClearCache", None, Verdict.OPEN),
        ("SetVariables", {"setVariableResult": []}, Verdict.OPEN),
        ("SetVariables", {"setVariableResult": ["x"]}, Verdict.OPEN),
    ],
)
def test_what_answers_mean(action: str, response: Any, verdict: Verdict) -> None:
    result = result_of(ended(action, response))
    assert result is not None
    assert result.verdict is verdict


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        (["Accepted", "Accepted"], Verdict.DONE),
        (["Accepted", "RebootRequired"], Verdict.LATER),
        (["Accepted", "Rejected"], Verdict.PARTLY),
        (["Rejected", "Rejected"], Verdict.REFUSED),
        (["UnknownVariable", "UnknownComponent"], Verdict.UNKNOWN_TARGET),
    ],
)
def test_many_items_in_one_answer(statuses: list[str], verdict: Verdict) -> None:
    response = {"setVariableResult": [{"attributeStatus": status} for status in statuses]}
    result = result_of(ended("SetVariables", response))
    assert result is not None
    assert result.verdict is verdict


@pytest.mark.parametrize(
    ("status", "error", "verdict"),
    [
        (CommandStatus.TIMED_OUT, None, Verdict.OPEN),
        (CommandStatus.EXPIRED, None, Verdict.NOT_SENT),
        (CommandStatus.CANCELLED, None, Verdict.NOT_SENT),
        (CommandStatus.FAILED, {"code": "NotImplemented"}, Verdict.NOT_SUPPORTED),
        (CommandStatus.FAILED, {"code": "InternalError"}, Verdict.FAILED),
        (CommandStatus.FAILED, {}, Verdict.FAILED),
    ],
)
def test_an_end_without_a_result(status: CommandStatus, error: dict[str, Any] | None, verdict: Verdict) -> None:
    result = result_of(ended("ClearCache", status=status, error=error))
    assert result is not None
    assert result.verdict is verdict


@pytest.mark.parametrize("status", [CommandStatus.QUEUED, CommandStatus.SENT])
def test_no_result_before_the_end(status: CommandStatus) -> None:
    assert result_of(ended("ClearCache", status=status)) is None
