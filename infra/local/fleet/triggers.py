"""TriggerMessage and ExtendedTriggerMessage: send something now, also before the CSMS has accepted the station."""

from collections.abc import Callable
from functools import partial

from . import remote
from .dialect import Dialect
from .errand import Errand
from .evse import Evse, utc_now
from .remote_security import ask_for_certificate


def trigger(charge_point: Dialect, message: str, evse_id: int | None) -> str:
    """The status to answer; what was asked for follows."""
    station = charge_point.station
    if message not in SENDERS:
        return "NotImplemented"
    if evse_id is not None and not remote.exists(station, evse_id):
        return "Rejected"
    evses = station.evses if evse_id is None else [station.evse(evse_id)]
    return SENDERS[message](charge_point, evses)


def _send_boot(charge_point: Dialect, evses: list[Evse]) -> str:
    charge_point.station.notifications.put(partial(charge_point.register, "Triggered"))
    return "Accepted"


def _send_heartbeat(charge_point: Dialect, evses: list[Evse]) -> str:
    charge_point.station.notifications.put(charge_point.heartbeat)
    return "Accepted"


def _send_statuses(charge_point: Dialect, evses: list[Evse]) -> str:
    for connector, status in charge_point.statuses(evses).items():
        charge_point.station.notifications.put(partial(charge_point.report_status, connector, status, utc_now()))
    return "Accepted"


def _send_meter_values(charge_point: Dialect, evses: list[Evse]) -> str:
    for evse in evses:
        charge_point.station.notifications.put(partial(charge_point.report_sample, evse, "Trigger"))
    return "Accepted"


def _send_events(charge_point: Dialect, evses: list[Evse]) -> str:
    running = [evse for evse in evses if evse.transaction]
    for evse in running:
        charge_point.station.sample(evse, "Trigger", "Trigger")
    return "Accepted" if running else "Rejected"


def _send_certificate_request(charge_point: Dialect, evses: list[Evse]) -> str:
    """Only in the name of an operator (security whitepaper A02, prerequisite)."""
    if not charge_point.station.settings.text("CpoName"):
        return "Rejected"
    charge_point.station.notifications.put(partial(ask_for_certificate, charge_point))
    return "Accepted"


def _send_last(errand: Errand, charge_point: Dialect, legacy: bool) -> str:
    charge_point.station.notifications.put(partial(errand.tell_last, charge_point, legacy))
    return "Accepted"


SENDERS: dict[str, Callable[[Dialect, list[Evse]], str]] = {
    "BootNotification": _send_boot,
    "Heartbeat": _send_heartbeat,
    "StatusNotification": _send_statuses,
    "MeterValues": _send_meter_values,
    "TransactionEvent": _send_events,
    "FirmwareStatusNotification": lambda cp, _: _send_last(cp.station.firmware, cp, legacy=True),
    "SignedFirmwareStatusNotification": lambda cp, _: _send_last(cp.station.firmware, cp, legacy=False),
    "DiagnosticsStatusNotification": lambda cp, _: _send_last(cp.station.log_upload, cp, legacy=True),
    "LogStatusNotification": lambda cp, _: _send_last(cp.station.log_upload, cp, legacy=False),
    "SignChargePointCertificate": _send_certificate_request,
    "SignChargingStationCertificate": _send_certificate_request,
}
