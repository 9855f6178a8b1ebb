"""BootNotification: remember what the station is, answer with the operator's decision (2.0.1 B01-B03)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from csms.application.confirm_firmware import ask_for_confirmation
from csms.application.connect_station import DRAIN_DELAY_S
from csms.application.inbox import note_refusal
from csms.application.ports import Ports
from csms.application.raise_alarm import raise_alarm
from csms.application.suspect_transactions import suspect_all
from csms.application.sync_site_lists import BOOT_DELAY_S, station_task
from csms.application.transmit import drain_task
from csms.domain import clock
from csms.domain.alarms import Alarm
from csms.domain.certificates import ClientCertificate
from csms.domain.errors import NotAllowedError
from csms.domain.logins import UNKNOWN_SOURCE
from csms.domain.refusals import Attempt, Reason
from csms.domain.stations import Connection, Registration, Station

RETRY_INTERVAL_S = 60
_REASONS = {
    Registration.PENDING: Reason.REGISTRATION_PENDING,
    Registration.REJECTED: Reason.REGISTRATION_REJECTED,
}


@dataclass(frozen=True)
class BootStation:
    """`details` in 2.x spelling: vendor_name, model, serial_number, firmware_version, modem..., reason."""

    details: dict[str, Any]


@dataclass(frozen=True)
class BootAnswer:
    """`interval_s`: the heartbeat when accepted, else when to boot again."""

    registration: Registration
    interval_s: int
    now: datetime


def boot_station(ports: Ports, connection: Connection, boot: BootStation) -> BootAnswer:
    """The operator's decision is read from the station itself: it may be newer than the connection.

    Raises NotAllowedError, the connection gone, where the certificate is another station's (B01.FR.11, 12).
    """
    _check_certificate(ports, connection, boot)
    station = ports.stations.get(connection.station_key)
    registration = station.registration if station else Registration.REJECTED
    ask_for_confirmation(ports, station, boot.details)
    ports.stations.record_boot(connection, boot.details, registration, ports.now())
    if registration is not Registration.ACCEPTED:
        _put_into_inbox(ports, connection, station, _REASONS[registration])
        return BootAnswer(registration, RETRY_INTERVAL_S, ports.now())
    if station is not None:
        _after_accepting(ports, station)
    return BootAnswer(registration, ports.heartbeat_interval_s, ports.now())


def _check_certificate(ports: Ports, connection: Connection, boot: BootStation) -> None:
    """The socket closes at once, so the error may not arrive: what counts is that nothing more is taken from it."""
    if connection.certificate_cn is None:
        return
    serial_number = str(boot.details.get("serial_number") or "")
    if ClientCertificate(connection.certificate_cn, None).contains(serial_number):
        return
    raise_alarm(
        ports, connection.station_key, Alarm.CERTIFICATE_MISMATCH,
        certificate_cn=connection.certificate_cn, serial_number=serial_number,
    )  # fmt: skip
    ports.stations.release(connection, ports.now())
    ports.link.close(connection.connection_id)
    raise NotAllowedError("the certificate is not the one of this station")


def _put_into_inbox(ports: Ports, connection: Connection, station: Station | None, reason: Reason) -> None:
    source = station.recent_logins[-1].source if station and station.recent_logins else UNKNOWN_SOURCE
    subprotocols = (connection.version.subprotocol,)
    note_refusal(ports, Attempt(connection.identity, reason, clock.to_text(ports.now()), source, subprotocols))


def _after_accepting(ports: Ports, station: Station) -> None:
    suspect_all(ports, station)
    if station.queued_commands:
        ports.queues.after(DRAIN_DELAY_S, drain_task(station.key))
    if station.site_id:
        ports.queues.request_plan(station.site_id)
        ports.queues.after(BOOT_DELAY_S, station_task(station.key))
