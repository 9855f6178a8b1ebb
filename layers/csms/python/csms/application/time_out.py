"""A CALL without an answer: its outcome is unknown, and the slot it held is free again."""

from dataclasses import replace
from datetime import timedelta

from csms.application.finish_command import finish_command
from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.stations import Station

_SENT = frozenset({CommandStatus.SENT})
# Far beyond the deadline's own timer: what is older has lost its timer.
_STALE_AFTER = timedelta(minutes=5)


def time_out(ports: Ports, command: Command) -> bool:
    """False where the command has an outcome already."""
    outcome = Outcome(CommandStatus.TIMED_OUT, clock.to_text(ports.now()))
    return finish_command(ports, command, outcome, _SENT)


def free_stale_slot(ports: Ports, station: Station) -> Station:
    """A timer can be lost (its message ends in the dead-letter queue); a station must not be mute for it."""
    held = station.in_flight
    patience = timedelta(seconds=ports.command_timeout_s) + _STALE_AFTER
    if held is None or clock.parse_stored(held.sent_at) + patience > ports.now():
        return station
    command = ports.commands.get(station.key, held.message_id)
    if command is not None:
        time_out(ports, command)
    return replace(station, in_flight=None)
