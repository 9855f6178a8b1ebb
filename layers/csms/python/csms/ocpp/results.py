"""The stations' words for how a command went, read per message: Accepted of one is not Accepted of another."""

from collections.abc import Callable
from typing import Any

from csms.domain.commands import Command
from csms.domain.results import Result, Verdict
from csms.ocpp.result_words import (
    COMMON,
    ERRORS,
    NEXT_REBOOT,
    OF_MESSAGE,
    UNREADABLE,
    WILL_UPDATE,
    WILL_UPLOAD,
    WITHOUT_ANSWER,
)

_ITEMS = {
    "getVariableResult": "attributeStatus",
    "setVariableResult": "attributeStatus",
    "setMonitoringResult": "status",
    "clearMonitoringResult": "status",
    "clearTariffsResult": "status",
}


def result_of(command: Command) -> Result | None:
    """None while the command waits for its end."""
    if not command.status.final:
        return None
    if command.status in WITHOUT_ANSWER:
        return Result(*WITHOUT_ANSWER[command.status])
    if command.error is not None:
        code = str(command.error.get("code") or "")
        return Result(*ERRORS.get(code, (Verdict.FAILED, "the station answered with an error")), code or None)
    return _of_answer(command.action, command.response)


def _of_answer(action: str, response: Any) -> Result:
    if not isinstance(response, dict):
        return Result(*UNREADABLE)
    for member, name in _ITEMS.items():
        if isinstance(items := response.get(member), list):
            return _of_items(action, items, name)
    if "status" in response:
        status = str(response["status"])
        return Result(*_word(action, status), status)
    return _WITHOUT_STATUS.get(action, _plain)(response)


def _word(action: str, status: str) -> tuple[Verdict, str]:
    return OF_MESSAGE.get(action, {}).get(status) or COMMON.get(status, UNREADABLE)


def _of_items(action: str, items: list[Any], name: str) -> Result:
    """One result where all items share it; else what the items that failed say is for the reader of `response`."""
    statuses = [str(item.get(name)) if isinstance(item, dict) else "" for item in items]
    results = {_word(action, status)[0]: (*_word(action, status), status) for status in statuses}
    if len(results) == 1:
        ((verdict, meaning, status),) = results.values()
        return Result(verdict, meaning, status)
    if not results:
        return Result(*UNREADABLE)
    if results.keys() == {Verdict.DONE, Verdict.LATER}:
        return Result(Verdict.LATER, f"some of it {NEXT_REBOOT}")
    good = sum(_word(action, status)[0] in (Verdict.DONE, Verdict.LATER) for status in statuses)
    return Result(Verdict.PARTLY, f"{good} of {len(statuses)}: the response tells which")


def _plain(_: dict[str, Any]) -> Result:
    return Result(Verdict.DONE, "the station has answered")


def _configuration(response: dict[str, Any]) -> Result:
    known, unknown = response.get("configurationKey") or [], response.get("unknownKey") or []
    if not unknown:
        return Result(Verdict.DONE, f"{len(known)} keys read")
    if not known:
        return Result(Verdict.UNKNOWN_TARGET, "the station has none of these keys")
    return Result(Verdict.PARTLY, f"{len(known)} keys read, {len(unknown)} unknown to the station")


def _diagnostics(response: dict[str, Any]) -> Result:
    if response.get("fileName"):
        return Result(*WILL_UPLOAD)
    return Result(Verdict.DONE, "the station has nothing to upload for that time")


def _list_version(response: dict[str, Any]) -> Result:
    version = response.get("listVersion", response.get("versionNumber"))
    if not isinstance(version, int):
        return Result(*UNREADABLE)
    if version < 0:
        return Result(Verdict.NOT_SUPPORTED, "the station keeps no local list")
    return Result(Verdict.DONE, f"the station's list has version {version}" if version else "the station has no list")


_WITHOUT_STATUS: dict[str, Callable[[dict[str, Any]], Result]] = {
    "GetConfiguration": _configuration,
    "GetDiagnostics": _diagnostics,
    "GetLocalListVersion": _list_version,
    "UpdateFirmware": lambda _: Result(*WILL_UPDATE),
}
