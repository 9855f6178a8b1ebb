"""Store a CALL, then put it on the wire: one in flight per station, the others wait their turn."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csms.application.finish_command import finish_command
from csms.application.ports import Delivery, Ports, PreparedWrite
from csms.application.time_out import free_stale_slot
from csms.application.transmit import RETRY_DELAY_S, drain_task, put_back, start_clock, takes_slot, transmit
from csms.domain import clock
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConflictError, InvalidError, StationOfflineError
from csms.domain.registration import may_be_sent
from csms.domain.stations import Station, is_online

_SENT = frozenset({CommandStatus.SENT})


@dataclass(frozen=True)
class CommandRequest:
    """`request` is the payload's JSON text, kept as the caller wrote it. `origin` names who must hear the outcome.

    `message_id` is given where the caller wants the same request to be one command however often it is made.
    The writes `along` are stored with the command, or neither is.
    """

    action: str
    request: str
    queue_until: datetime | None = None
    origin: str | None = None
    requested_by: str | None = None
    message_id: str | None = None
    along: tuple[PreparedWrite, ...] = ()


def send_command(ports: Ports, station: Station, wanted: CommandRequest) -> Command:
    """The command as `sent`, or `queued` behind another or until the station is back.

    Raises StationOfflineError where there is no link and `queue_until` is None; ConflictError where the
    station's registration forbids the CALL; InvalidError for a `queue_until` that has passed.
    """
    if wanted.queue_until is not None and wanted.queue_until <= ports.now():
        raise InvalidError("queue_until has passed", "queue_until")
    if not reachable(ports, station):
        return _queue_for_later(ports, station, wanted)
    if not may_be_sent(station.registration, wanted.action, wanted.request):
        raise ConflictError(f"the station's registration is {station.registration}: {wanted.action} may not be sent")
    station = free_stale_slot(ports, station)
    command = _command(ports, station, wanted)
    if station.queued_commands or not _stored_as_sent(ports, command, wanted):
        return _enqueue(ports, station, command, wanted)
    match transmit(ports, station.connection_id or "", command):
        case Delivery.GONE:
            return _undo(ports, command, wanted)
        case Delivery.REFUSED:
            return put_back(ports, _queued(command, wanted.queue_until or _patience(ports, station)))
    return command


def _stored_as_sent(ports: Ports, command: Command, wanted: CommandRequest) -> bool:
    start_clock(ports, command)
    return ports.commands.add_sent(command, takes_slot(command), wanted.along)


def _enqueue(ports: Ports, station: Station, command: Command, wanted: CommandRequest) -> Command:
    queued = _queued(command, wanted.queue_until or _patience(ports, station))
    ports.queues.after(RETRY_DELAY_S, drain_task(station.key))
    ports.commands.add_queued(queued, wanted.along)
    return queued


def _patience(ports: Ports, station: Station) -> datetime:
    """Time for all that waits before it to run into its deadline, and some more."""
    return ports.now() + timedelta(seconds=(station.queued_commands + 10) * ports.command_timeout_s)


def reachable(ports: Ports, station: Station) -> bool:
    """Has it a connection from which a frame has come lately?"""
    connection = ports.connections.get(station.connection_id) if station.connection_id else None
    return is_online(connection, ports.now(), ports.heartbeat_interval_s)


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
    ports.commands.add_queued(queued, wanted.along)
    return queued


def _undo(ports: Ports, command: Command, wanted: CommandRequest) -> Command:
    if wanted.queue_until is None:
        cancelled = Outcome(CommandStatus.CANCELLED, clock.to_text(ports.now()))
        finish_command(ports, command, cancelled, _SENT)
        raise StationOfflineError("the station's connection was gone before the CALL could leave")
    queued = _queued(command, wanted.queue_until)
    ports.commands.requeue(queued, takes_slot(queued))
    return queued
