"""TriggerMessage: send something now, also before the CSMS has accepted the station."""

from functools import partial

from . import remote
from .dialect import Dialect
from .evse import Evse, utc_now


def trigger(charge_point: Dialect, message: str, evse_id: int | None) -> str:
    """The status to answer; what was asked for follows."""
    station = charge_point.station
    if evse_id is not None and not remote.exists(station, evse_id):
        return "Rejected"
    evses = station.evses if evse_id is None else [station.evse(evse_id)]
    send = station.notifications.put
    if message == "BootNotification":
        send(partial(charge_point.register, "Triggered"))
    elif message == "Heartbeat":
        send(charge_point.heartbeat)
    elif message == "StatusNotification":
        _send_statuses(charge_point, evses)
    elif message == "MeterValues":
        for evse in evses:
            send(partial(charge_point.report_sample, evse, "Trigger"))
    elif message == "TransactionEvent":
        return _send_events(charge_point, evses)
    else:
        return "NotImplemented"
    return "Accepted"


def _send_statuses(charge_point: Dialect, evses: list[Evse]) -> None:
    for connector, status in charge_point.statuses(evses).items():
        charge_point.station.notifications.put(partial(charge_point.report_status, connector, status, utc_now()))


def _send_events(charge_point: Dialect, evses: list[Evse]) -> str:
    running = [evse for evse in evses if evse.transaction]
    for evse in running:
        charge_point.station.sample(evse, "Trigger", "Trigger")
    return "Accepted" if running else "Rejected"
