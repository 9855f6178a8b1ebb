"""The words that stations answer with, and what each means for the message it answers."""

from csms.domain.commands import CommandStatus
from csms.domain.results import Verdict

Words = dict[str, tuple[Verdict, str]]
NEXT_REBOOT = "taken, in force after the station's next reboot"

COMMON: Words = {
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
    "RebootRequired": (Verdict.LATER, NEXT_REBOOT),
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
WILL_UPLOAD = (Verdict.LATER, "the station will upload it and tell how that goes")
WILL_UPDATE = (Verdict.LATER, "the station will fetch and install it and tell how that goes")
OF_MESSAGE: dict[str, Words] = {
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
        "Accepted": WILL_UPLOAD,
        "AcceptedCanceled": (Verdict.LATER, "the station will upload it, and has given up the upload before"),
    },
    "GetMonitoringReport": {"Accepted": _WILL_REPORT},
    "GetReport": {"Accepted": _WILL_REPORT},
    "PublishFirmware": {"Accepted": WILL_UPDATE},
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
        "Accepted": WILL_UPDATE,
        "AcceptedCanceled": (Verdict.LATER, "the station will fetch it, and has given up the update before"),
    },
    "TriggerMessage": {"Accepted": _WILL_SEND},
    "UpdateFirmware": {
        "Accepted": WILL_UPDATE,
        "AcceptedCanceled": (Verdict.LATER, "the station will fetch it, and has given up the update before"),
    },
}
WITHOUT_ANSWER: dict[CommandStatus, tuple[Verdict, str]] = {
    CommandStatus.TIMED_OUT: (Verdict.OPEN, "no answer in time: the station may have done it or not"),
    CommandStatus.EXPIRED: (Verdict.NOT_SENT, "the station was not back in time: it was never sent"),
    CommandStatus.CANCELLED: (Verdict.NOT_SENT, "taken back before it was sent"),
}
ERRORS: Words = {
    "NotImplemented": (Verdict.NOT_SUPPORTED, "the station does not know this message"),
    "NotSupported": (Verdict.NOT_SUPPORTED, "the station knows this message and does not support it"),
    "SecurityError": (Verdict.REFUSED, "the station refuses for reasons of security"),
}
UNREADABLE = (Verdict.OPEN, "the station's answer does not say how it went")
