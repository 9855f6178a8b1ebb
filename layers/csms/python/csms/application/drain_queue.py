"""Send what waits for a station, in order, one in flight."""

import json
from dataclasses import replace
from datetime import timedelta

from csms.application.ports import Ports
from csms.application.send_command import transmit
from csms.domain import clock
from csms.domain.commands import Command, CommandStatus, Outcome, blocks_the_queue

_QUEUED = frozenset({CommandStatus.QUEUED})


def drain_queue(ports: Ports, station_key: str) -> None:
    """Stops at the first command that must be answered before the next may go."""
    station = ports.stations.get(station_key)
    if station is None or not station.queued_commands or station.in_flight or not station.connection_id:
        return
    while (command := ports.commands.next_queued(station_key)) is not None:
        if expire_if_late(ports, command) is not command:
            continue
        if _send(ports, station.connection_id, command):
            return


def expire_if_late(ports: Ports, command: Command) -> Command:
    """The command, expired where it has waited past its time."""
    now = clock.to_text(ports.now())
    if command.status is not CommandStatus.QUEUED or (command.queue_until or now) > now:
        return command
    ports.commands.finish(command.station_key, command.message_id, Outcome(CommandStatus.EXPIRED, now), _QUEUED)
    return replace(command, status=CommandStatus.EXPIRED, finished_at=now)


def _send(ports: Ports, connection_id: str, command: Command) -> bool:
    """True when nothing more may be sent now."""
    takes_slot = blocks_the_queue(command.action, json.loads(command.request))
    now = ports.now()
    deadline = clock.to_text(now + timedelta(seconds=ports.command_timeout_s))
    sent = replace(command, status=CommandStatus.SENT, sent_at=clock.to_text(now), deadline=deadline)
    if not ports.commands.mark_sent(sent, takes_slot):
        return True
    if transmit(ports, connection_id, sent):
        return takes_slot
    ports.commands.requeue(command)
    return True
