"""Send what waits for a station, in order, one in flight."""

from dataclasses import replace
from datetime import timedelta

from csms.application.finish_command import finish_command
from csms.application.ports import Delivery, Ports
from csms.application.time_out import free_stale_slot
from csms.application.transmit import put_back, start_clock, takes_slot, transmit
from csms.domain import clock
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.registration import may_be_sent
from csms.domain.stations import Registration

_QUEUED = frozenset({CommandStatus.QUEUED})


def drain_queue(ports: Ports, station_key: str) -> None:
    """Stops at the first command that must be answered before the next may go."""
    station = ports.stations.get(station_key)
    if station is None or not station.queued_commands or not station.connection_id:
        return
    if free_stale_slot(ports, station).in_flight:
        return
    while (command := ports.commands.next_queued(station_key)) is not None:
        if expire_if_late(ports, command) is not command:
            continue
        if not may_be_sent(station.registration, command.action, command.request):
            if station.registration is Registration.REJECTED and _cancel(ports, command):
                continue
            return
        if _send(ports, station.connection_id, command):
            return


def expire_if_late(ports: Ports, command: Command) -> Command:
    """The command, expired where it has waited past its time."""
    now = clock.to_text(ports.now())
    if command.status is not CommandStatus.QUEUED or (command.queue_until or now) > now:
        return command
    finish_command(ports, command, Outcome(CommandStatus.EXPIRED, now), _QUEUED)
    return replace(command, status=CommandStatus.EXPIRED, finished_at=now)


def _cancel(ports: Ports, command: Command) -> bool:
    """A station that has been rejected meanwhile must be left alone (2.0.1 B03.FR.08)."""
    outcome = Outcome(CommandStatus.CANCELLED, clock.to_text(ports.now()))
    return finish_command(ports, command, outcome, _QUEUED)


def _send(ports: Ports, connection_id: str, command: Command) -> bool:
    """True when nothing more may be sent now."""
    now = ports.now()
    deadline = clock.to_text(now + timedelta(seconds=ports.command_timeout_s))
    sent = replace(command, status=CommandStatus.SENT, sent_at=clock.to_text(now), deadline=deadline)
    start_clock(ports, sent)
    if not ports.commands.mark_sent(sent, takes_slot(sent)):
        return True
    match transmit(ports, connection_id, sent):
        case Delivery.GONE:
            ports.commands.requeue(command, takes_slot(sent))
            return True
        case Delivery.REFUSED:
            put_back(ports, command)
            return True
    return takes_slot(sent)
