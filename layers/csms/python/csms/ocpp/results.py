"""The stations' words for how a command went, read per message: Accepted of one is not Accepted of another."""

from collections.abc import Callable
from typing import Any

from csms.domain.commands import Command, CommandStatus
from csms.domain.results import Result, Verdict

_Words = dict[str, tuple[Verdict, str]]
_NEXT_REBOOT = "taken, in force after the station's next reboot"

_COMMON: _Words = {
    "Accepted": (Verdict.DONE, "the station has done it"),
    "AcceptedCanceled": (Verdict.DONE, "the station does it, and has given up the one before"),
    "ConditionNotSupported": (Verdict.NOT_SUPPORTED, "the station cannot apply one of the conditions"),
    "DownloadOngoing": (Verdict.NOT_POSSIBLE_NOW, "a download is still running"),
    "Duplicate": (Verdict.REFUSED, "the station has a monitor of this type and severity on the variable"),
    "DuplicateTariffId": (Verdict.REFUSED, "the station has a tariff of this id"),
    "EmptyResultSet": (Verdict.DONE, "nothing fits what was asked for"),
    "Failed": (Verdict.FAILED, "the station tried and failed"),
    "Faulted": (Verdict.NOT_POSSIBLE_NOW, "the connector has a fault"),
    "Invalid": (Verdict.REFUSED, "the station finds the request invalid"),
    "InvalidCertificate": (Verdict.REFUSED, "the station does not trust the signing certificate"),
    "LanguageNotSupported": (Verdict.NOT_SUPPORTED, "the station does not know the language"),
    "NoCurrencyChange": (Verdict.REFUSED, "a running transaction keeps its currency"),
    "NoFirmware": (Verdict.UNKNOWN_TARGET, "the station has no such firmware"),
    "NoProfile": (Verdict.UNKNOWN_TARGET, "the station has no such charging profile"),
    "NoProfiles": (Verdict.DONE, "the station has no charging profile that fits"),
    "NoTariff": (Verdict.DONE, "the station has no tariff"),
    "NotFound": (Verdict.UNKNOWN_TARGET, "the station has no such thing"),
    "NotImplemented": (Verdict.NOT_SUPPORTED, "the station cannot do this"),
    "NotSupported": (Verdict.NOT_SUPPORTED, "the station cannot do this"),
    "NotSupportedAttributeType": (Verdict.NOT_SUPPORTED, "the variable has no such attribute"),
    "NotSupportedMessageFormat": (Verdict.NOT_SUPPORTED, "the station cannot show this format"),
    "NotSupportedPriority": (Verdict.NOT_SUPPORTED, "the station does not know this priority"),
    "NotSupportedState": (Verdict.NOT_SUPPORTED, "the station does not know this state"),
    "Occupied": (Verdict.NOT_POSSIBLE_NOW, "the connector is in use"),
    "OngoingAuthorizedTransaction": (Verdict.NOT_POSSIBLE_NOW, "an authorized transaction holds the connector"),
    "RebootRequired": (Verdict.LATER, _NEXT_REBOOT),
    "Rejected": (Verdict.REFUSED, "the station refuses"),
    "RevokedCertificate": (Verdict.REFUSED, "the signing certificate has been revoked"),
    "Scheduled": (Verdict.LATER, "agreed, in force when the running transaction is over"),
    "TooManyElements": (Verdict.NOT_SUPPORTED, "the tariff has more elements than the station can hold"),
    "TxNotFound": (Verdict.UNKNOWN_TARGET, "the station has no such transaction"),
    "Unavailable": (Verdict.NOT_POSSIBLE_NOW, "the connector is out of service"),
    "Unknown": (Verdict.UNKNOWN_TARGET, "the station has nothing that fits"),
    "UnknownComponent": (Verdict.UNKNOWN_TARGET, "the station has no such component"),
    "UnknownConnector": (Verdict.UNKNOWN_TARGET, "the station has no such connector"),
    "UnknownMessageId": (Verdict.NOT_SUPPORTED, "the station knows the vendor, not the message"),
    "UnknownTransaction": (Verdict.UNKNOWN_TARGET, "the station has no such transaction"),
    "UnknownVariable": (Verdict.UNKNOWN_TARGET, "the station has no such variable"),
    "UnknownVendorId": (Verdict.NOT_SUPPORTED, "the station does not know the vendor"),
    "UnlockFailed": (Verdict.FAILED, "the cable is still locked"),
    "Unlocked": (Verdict.DONE, "the cable is free"),
    "Unpublished": (Verdict.DONE, "the firmware is no longer published"),
    "UnsupportedMonitorType": (Verdict.NOT_SUPPORTED, "the variable cannot be monitored so"),
    "VersionMismatch": (Verdict.OUT_OF_STEP, "the station's list has another version than the update starts from"),
}
_TRIES_TO_START = (Verdict.LATER, "the station will try: the transaction itself tells that it did")
_TRIES_TO_STOP = (Verdict.LATER, "the station will stop it: the transaction's end tells that it did")
_WILL_SEND = (Verdict.LATER, "the message will follow")
_WILL_REPORT = (Verdict.LATER, "the report follows in messages of its own")
_WILL_UPLOAD = (Verdict.LATER, "the station will upload it and tell how that goes")
_WILL_UPDATE = (Verdict.LATER, "the station will fetch and install it and tell how that goes")
_OF_MESSAGE: dict[str, _Words] = {
    "CancelReservation": {"Rejected": (Verdict.UNKNOWN_TARGET, "the station has no such reservation")},
    "CustomerInformation": {"Accepted": _WILL_REPORT},
    "DeleteCertificate": {"Failed": (Verdict.FAILED, "the station could not delete it, or still needs it")},
    "ExtendedTriggerMessage": {"Accepted": _WILL_SEND},
    "GetBaseReport": {"Accepted": _WILL_REPORT},
    "GetChargingProfiles": {"Accepted": _WILL_REPORT},
    "GetDERControl": {"Accepted": _WILL_REPORT},
    "GetDisplayMessages": {"Accepted": _WILL_REPORT},
    "GetInstalledCertificateIds": {"NotFound": (Verdict.DONE, "the station has no certificate that fits")},
    "GetLog": {
        "Accepted": _WILL_UPLOAD,
        "AcceptedCanceled": (Verdict.LATER, "the station will upload it, and has given up the upload before"),
    },
    "GetMonitoringReport": {"Accepted": _WILL_REPORT},
    "GetReport": {"Accepted": _WILL_REPORT},
    "PublishFirmware": {"Accepted": _WILL_UPDATE},
    "RemoteStartTransaction": {"Accepted": _TRIES_TO_START},
    "RemoteStopTransaction": {"Accepted": _TRIES_TO_STOP},
    "RequestStartTransaction": {"Accepted": _TRIES_TO_START},
    "RequestStopTransaction": {"Accepted": _TRIES_TO_STOP},
    "Reset": {
        "Accepted": (Verdict.LATER, "the station will reboot: its BootNotification tells that it did"),
        "Scheduled": (Verdict.LATER, "the station will reboot when no transaction runs"),
    },
    "SetChargingProfile": {"Accepted": (Verdict.DONE, "the station holds it; the meter tells whether the car obeys")},
    "SignedUpdateFirmware": {
        "Accepted": _WILL_UPDATE,
        "AcceptedCanceled": (Verdict.LATER, "the station will fetch it, and has given up the update before"),
    },
    "TriggerMessage": {"Accepted": _WILL_SEND},
    "UpdateFirmware": {
        "Accepted": _WILL_UPDATE,
        "AcceptedCanceled": (Verdict.LATER, "the station will fetch it, and has given up the update before"),
    },
}
_ITEMS = {
    "getVariableResult": "attributeStatus",
    "setVariableResult": "attributeStatus",
    "setMonitoringResult": "status",
    "clearMonitoringResult": "status",
    "clearTariffsResult": "status",
}
_WITHOUT_ANSWER: dict[CommandStatus, tuple[Verdict, str]] = {
    CommandStatus.TIMED_OUT: (Verdict.OPEN, "no answer in time: the station may have done it or not"),
    CommandStatus.EXPIRED: (Verdict.NOT_SENT, "the station was not back in time: it was never sent"),
    CommandStatus.CANCELLED: (Verdict.NOT_SENT, "taken back before it was sent"),
}
_ERRORS: _Words = {
    "NotImplemented": (Verdict.NOT_SUPPORTED, "the station does not know this message"),
    "NotSupported": (Verdict.NOT_SUPPORTED, "the station knows this message and does not support it"),
    "SecurityError": (Verdict.REFUSED, "the station refuses for reasons of security"),
}
_UNREADABLE = (Verdict.OPEN, "the station's answer does not say how it went")


def result_of(command: Command) -> Result | None:
    """None while the command waits for its end."""
    if not command.status.final:
        return None
    if command.status in _WITHOUT_ANSWER:
        return Result(*_WITHOUT_ANSWER[command.status])
    if command.error is not None:
        code = str(command.error.get("code") or "")
        return Result(*_ERRORS.get(code, (Verdict.FAILED, "the station answered with an error")), code or None)
    return _of_answer(command.action, command.response)


def _of_answer(action: str, response: Any) -> Result:
    if not isinstance(response, dict):
        return Result(*_UNREADABLE)
    for member, name in _ITEMS.items():
        if isinstance(items := response.get(member), list):
            return _of_items(action, items, name)
    if "status" in response:
        status = str(response["status"])
        return Result(*_word(action, status), status)
    return _WITHOUT_STATUS.get(action, _plain)(response)


def _word(action: str, status: str) -> tuple[Verdict, str]:
    return _OF_MESSAGE.get(action, {}).get(status) or _COMMON.get(status, _UNREADABLE)


def _of_items(action: str, items: list[Any], name: str) -> Result:
    """One result where all items share it; else what the items that failed say is for the reader of `response`."""
    statuses = [str(item.get(name)) if isinstance(item, dict) else "" for item in items]
    results = {_word(action, status)[0]: (*_word(action, status), status) for status in statuses}
    if len(results) == 1:
        ((verdict, meaning, status),) = results.values()
        return Result(verdict, meaning, status)
    if not results:
        return Result(*_UNREADABLE)
    if results.keys() == {Verdict.DONE, Verdict.LATER}:
        return Result(Verdict.LATER, f"some of it {_NEXT_REBOOT}")
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
        return Result(*_WILL_UPLOAD)
    return Result(Verdict.DONE, "the station has nothing to upload for that time")


def _list_version(response: dict[str, Any]) -> Result:
    version = response.get("listVersion", response.get("versionNumber"))
    if not isinstance(version, int):
        return Result(*_UNREADABLE)
    if version < 0:
        return Result(Verdict.NOT_SUPPORTED, "the station keeps no local list")
    return Result(Verdict.DONE, f"the station's list has version {version}" if version else "the station has no list")


_WITHOUT_STATUS: dict[str, Callable[[dict[str, Any]], Result]] = {
    "GetConfiguration": _configuration,
    "GetDiagnostics": _diagnostics,
    "GetLocalListVersion": _list_version,
    "UpdateFirmware": lambda _: Result(*_WILL_UPDATE),
}
