"""Ask a station what limit follows from all that it holds; its answer is compared with ours (check_composite)."""

import json

from csms.application.ports import Ports
from csms.application.send_command import CommandRequest, send_command
from csms.domain.charging_profiles import RateUnit
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.operations import GetCompositeSchedule
from csms.domain.stations import Station

_LOOKS_AHEAD_S = 3600


def ask_composite(ports: Ports, station: Station, evse: int, message_id: str, origin: str | None = None) -> None:
    """By the command `message_id`; a station that is out of sight is not asked."""
    if station.ocpp_version is None:
        return
    try:
        call = ports.encode(station.ocpp_version, GetCompositeSchedule(evse, _LOOKS_AHEAD_S, RateUnit.AMPERE))
        request = json.dumps(call.payload, separators=(",", ":"))
        send_command(ports, station, CommandRequest(call.action, request, message_id=message_id, origin=origin))
    except (ConflictError, InvalidError):
        return
