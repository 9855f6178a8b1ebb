"""A station is brought in step with its models: what differs is changed, one after another, then read again."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from csms.application.call_station import call_station
from csms.application.find_station import version_of
from csms.application.items_at_once import items_at_once
from csms.application.operate_station import calls_for
from csms.application.ports import Ports
from csms.application.read_drift import StationDrift, drift_of
from csms.application.send_command import CommandRequest
from csms.domain import clock
from csms.domain.commands import Command
from csms.domain.drift import Drift, to_apply
from csms.domain.errors import ConflictError
from csms.domain.operations import GetVariables, OutboundCall, SetVariables
from csms.domain.stations import Station
from csms.domain.variable_keys import variable_of

_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Applied:
    """`drift` is as it was before; `sent` are the keys of what is being changed."""

    drift: list[Drift]
    sent: frozenset[str]
    commands: tuple[Command, ...]


def apply_configuration(
    ports: Ports, station: Station, until: datetime | None, requested_by: str | None, key: str | None = None
) -> Applied:
    """`key` makes the same commands once, however often it is called.

    Raises ConflictError for a station that never connected, or is away and `until` is None.
    """
    found = drift_of(ports, station)
    wanted = to_apply(found, version_of(station))
    commands = []
    for number, call in enumerate(_calls(ports, station, wanted)):
        text = json.dumps(call.payload, ensure_ascii=False, separators=(",", ":"))
        patience = until or (_later(ports, station, number) if number else None)
        request = CommandRequest(call.action, text, queue_until=patience, requested_by=requested_by)
        commands.append(call_station(ports, station, request, key and f"{key}/{number}"))
    return Applied(found, frozenset(wanted), tuple(commands))


def apply_to_model(
    ports: Ports, stations: list[StationDrift], until: datetime, requested_by: str | None
) -> list[tuple[Station, int]]:
    """A task for every station that has something to be told; those, and how many settings it is."""
    told = []
    for found in stations:
        version = found.station.ocpp_version
        wanted = to_apply(found.drift, version) if version else {}
        if wanted:
            ports.queues.after(0, _task(found.station, until, requested_by, ports.new_id()))
            told.append((found.station, len(wanted)))
    return told


def _task(station: Station, until: datetime, requested_by: str | None, key: str) -> dict[str, Any]:
    return {
        "task": "apply_configuration",
        "station_key": station.key,
        "until": clock.to_text(until),
        "requested_by": requested_by,
        "key": f"apply/{key}",
    }


def apply_by_task(ports: Ports, task: dict[str, Any]) -> None:
    """A station that is gone, or may not be told, is left as it is: its drift stays to be seen."""
    station, until = ports.stations.get(task["station_key"]), clock.parse_stored(task["until"])
    if station is None or until <= ports.now():
        return
    try:
        apply_configuration(ports, station, until, task["requested_by"], task["key"])
    except ConflictError:
        return


def _calls(ports: Ports, station: Station, wanted: dict[str, str]) -> list[OutboundCall]:
    version = version_of(station)
    named = [variable_of(key, version, value) for key, value in wanted.items()]
    variables = tuple(variable for variable in named if variable is not None)
    wishes = (SetVariables(variables), GetVariables(variables)) if variables else ()
    return [call for wish in wishes for _, call in calls_for(ports, station, wish, items_at_once(ports, station, wish))]


def _later(ports: Ports, station: Station, number: int) -> datetime:
    """Time for all that goes before it to run into its deadline, and some more, should the station go offline."""
    before = timedelta(seconds=(station.queued_commands + number) * ports.command_timeout_s)
    return ports.now() + _PATIENCE + before
