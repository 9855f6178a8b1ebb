"""Store a CALL, then put it on the wire: one in flight per station, the others wait their turn."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.commands import Command, CommandStatus, Outcome, blocks_the_queue
from csms.domain.errors import ConflictError, InvalidError, StationOfflineError
from csms.domain.stations import Registration, Station, is_online

_WHILE_PENDING = (
    "GetVariables",
    "SetVariables",
    "GetBaseReport",
    "GetReport",
    "TriggerMessage",
    "ExtendedTriggerMessage",
)


_SENT = frozenset({CommandStatus.SENT})


@dataclass(frozen=True)
class CommandRequest:
    """`request` is the payload's JSON text, kept as the caller wrote it. `origin` names who must hear the outcome.

    `message_id` is given where the caller wants the same request to be one command however often it is made.
    """

    action: str
    request: str
    queue_until: datetime | None = None
    origin: str | None = None
    requested_by: str | None = None
    message_id: str | None = None


def send_command(ports: Ports, station: Station, wanted: CommandRequest) -> Command:
    """The command as `sent`, or `queued` behind another or until the station is back.

    Raises StationOfflineError where there is no link and `queue_until` is None; ConflictError where the
    station's registration forbids the CALL; InvalidError for a `queue_until` that has passed.
    """
    now = ports.now()
    if wanted.queue_until is not None and wanted.queue_until <= now:
        raise InvalidError("queue_until has passed", "queue_until")
    if not _reachable(ports, station):
        return _queue_for_later(ports, station, wanted)
    _check_registration(station, wanted)
    command = _command(ports, station, wanted)
    takes_slot = blocks_the_queue(command.action, json.loads(command.request))
    if station.queued_commands or not ports.commands.add_sent(command, takes_slot):
        queued = _queued(command, wanted.queue_until or now + timedelta(seconds=10 * ports.command_timeout_s))
        ports.commands.add_queued(queued)
        ports.queues.after(1, drain_task(station.key))
        return queued
    if transmit(ports, station.connection_id or "", command):
        return command
    return _undo(ports, command, wanted)


def transmit(ports: Ports, connection_id: str, command: Command) -> bool:
    """Put a stored command on the wire and start its clock; False when the link is gone."""
    text = f"[2,{json.dumps(command.message_id)},{json.dumps(command.action)},{command.request}]"
    if not ports.link.send(connection_id, text):
        connection = ports.connections.get(connection_id)
        if connection is not None:
            ports.stations.release(connection, ports.now())
        return False
    ports.queues.after(ports.command_timeout_s, deadline_task(command))
    return True


def drain_task(station_key: str) -> dict[str, Any]:
    return {"task": "drain", "station_key": station_key}


def deadline_task(command: Command) -> dict[str, Any]:
    return {"task": "deadline", "station_key": command.station_key, "message_id": command.message_id}


def _reachable(ports: Ports, station: Station) -> bool:
    connection = ports.connections.get(station.connection_id) if station.connection_id else None
    last_seen = clock.parse_stored(connection.last_seen) if connection else None
    return is_online(last_seen, ports.now(), ports.heartbeat_interval_s)


def _check_registration(station: Station, wanted: CommandRequest) -> None:
    """Rejected: only a trigger of BootNotification (B03.FR.08). Pending: read, set, trigger (B02)."""
    if station.registration is Registration.ACCEPTED:
        return
    trigger_boot = wanted.action == "TriggerMessage" and "BootNotification" in wanted.request
    allowed = trigger_boot or (station.registration is Registration.PENDING and _allowed_while_pending(wanted.action))
    if not allowed:
        raise ConflictError(f"the station's registration is {station.registration}: {wanted.action} may not be sent")


def _allowed_while_pending(action: str) -> bool:
    return action in _WHILE_PENDING or action.endswith("Configuration")


def _command(ports: Ports, station: Station, wanted: CommandRequest) -> Command:
    now = ports.now()
    if station.ocpp_version is None:
        raise ConflictError("the station has never connected: its OCPP version is not known")
    return Command(
        station_key=station.key,
        message_id=wanted.message_id or ports.new_id(),
        action=wanted.action,
        request=wanted.request,
        status=CommandStatus.SENT,
        version=station.ocpp_version,
        created_at=clock.to_text(now),
        origin=wanted.origin,
        requested_by=wanted.requested_by,
        sent_at=clock.to_text(now),
        deadline=clock.to_text(now + timedelta(seconds=ports.command_timeout_s)),
        queue_until=clock.to_text(wanted.queue_until) if wanted.queue_until else None,
    )


def _queued(command: Command, until: datetime) -> Command:
    return replace(command, status=CommandStatus.QUEUED, sent_at=None, deadline=None, queue_until=clock.to_text(until))


def _queue_for_later(ports: Ports, station: Station, wanted: CommandRequest) -> Command:
    if wanted.queue_until is None:
        raise StationOfflineError(f"station {station.identity} is offline")
    queued = _queued(_command(ports, station, wanted), wanted.queue_until)
    ports.commands.add_queued(queued)
    return queued


def _undo(ports: Ports, command: Command, wanted: CommandRequest) -> Command:
    if wanted.queue_until is None:
        cancelled = Outcome(CommandStatus.CANCELLED, clock.to_text(ports.now()))
        ports.commands.finish(command.station_key, command.message_id, cancelled, _SENT)
        raise StationOfflineError("the station's connection was gone before the CALL could leave")
    queued = _queued(command, wanted.queue_until)
    ports.commands.requeue(queued)
    return queued
