"""What a 1.6 station did not tell when it was asked for everything is asked for by name, in chunks."""

import json
from datetime import timedelta
from typing import Any

from csms.application.call_station import call_station
from csms.application.items_at_once import items_at_once
from csms.application.operate_station import calls_for
from csms.application.ports import Ports
from csms.application.quirks_of import resolved_for
from csms.application.send_command import CommandRequest
from csms.domain.errors import ConflictError
from csms.domain.operations import GetVariables, Variable
from csms.domain.station_models import folded
from csms.domain.stations import OcppVersion, Station

_PATIENCE = timedelta(minutes=10)
_LONGEST_KEY = 50  # 1.6 GetConfiguration: CiString50


def read_rest(ports: Ports, task: dict[str, Any]) -> None:
    """Each chunk is sent once, however often the task comes. A station that has left meanwhile is not asked."""
    station = ports.stations.get(task["station_key"])
    if station is None or station.ocpp_version is not OcppVersion.V16:
        return
    keys = _untold(ports, station, task["usual_keys"], task["since"])
    if not keys:
        return
    wish = GetVariables(tuple(Variable(key) for key in keys))
    for number, (_, call) in enumerate(calls_for(ports, station, wish, items_at_once(ports, station, wish))):
        text = json.dumps(call.payload, ensure_ascii=False, separators=(",", ":"))
        request = CommandRequest(call.action, text, queue_until=ports.now() + _PATIENCE)
        try:
            call_station(ports, station, request, f"{task['message_id']}/rest/{number}")
        except ConflictError:
            return


def _untold(ports: Ports, station: Station, usual_keys: list[str], since: str) -> list[str]:
    known = ports.configurations.get(station.key)
    asked = [
        *usual_keys,
        *(setting.key for setting in known.settings.values()),
        *(wanted.key for wanted in resolved_for(ports, station).configuration.values()),
    ]
    told = {name for name, setting in known.settings.items() if setting.read_at >= since}
    told |= {name for name, at in known.unknown.items() if at >= since}
    by_name = {folded(key): key for key in asked if len(key) <= _LONGEST_KEY}
    return [key for name, key in sorted(by_name.items()) if name not in told]
