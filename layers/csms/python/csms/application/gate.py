"""What a station may send before it is accepted (2.0.1 B01.FR.10, B02.FR.09, B03.FR.07; 1.6J errata 3.10)."""

import json
import re
from datetime import timedelta

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.commands import Command
from csms.domain.stations import Connection, Registration

TRIGGER_WINDOW = timedelta(minutes=5)
_ASKED_BY = {
    "NotifyReport": ("GetBaseReport", "GetReport"),
    "NotifyMonitoringReport": ("GetMonitoringReport",),
    "LogStatusNotification": ("GetLog",),
}
_CERTIFICATE = re.compile(r"Sign\w*Certificate$")  # SignChargePointCertificate, SignV2GCertificate, ...
_TRIGGERS = ("TriggerMessage", "ExtendedTriggerMessage")


def may_send(ports: Ports, connection: Connection, action: str, transactional: bool) -> bool:
    """BootNotification always; all the rest once accepted; before, only what we asked the station for.

    A station that the operator accepts but that has not booted with us (it came from another system) may
    report its transactions: refusing them loses sessions.
    """
    if action == "BootNotification" or connection.accepted:
        return True
    if connection.registration is Registration.ACCEPTED and transactional:
        return True
    return connection.registration is not Registration.REJECTED and _asked_for(ports, connection, action)


def _asked_for(ports: Ports, connection: Connection, action: str) -> bool:
    since = clock.to_text(ports.now() - TRIGGER_WINDOW)
    recent = ports.commands.page(connection.station_key, 10, None).items
    return any(command.created_at >= since and _asks_for(command, action) for command in recent)


def _asks_for(command: Command, action: str) -> bool:
    if command.action in _TRIGGERS:
        requested = str(json.loads(command.request).get("requestedMessage"))
        wanted = "SignCertificate" if _CERTIFICATE.match(requested) else requested
        # 1.6's extended trigger asks for SignedFirmwareStatusNotification by the name without Signed.
        return wanted in (action, action.removeprefix("Signed"))
    return command.action in _ASKED_BY.get(action, ())
