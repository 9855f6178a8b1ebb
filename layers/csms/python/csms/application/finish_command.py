"""The end of a command, and what it means for the rest of the system: both are stored, or neither."""

from csms.application.ports import Ports
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConcurrentChangeError

_ATTEMPTS = 3


def finish_command(
    ports: Ports,
    command: Command,
    outcome: Outcome,
    only_from: frozenset[CommandStatus],
    frees_slot: bool = True,
) -> bool:
    """False where the command has come to another end.

    Raises ConcurrentChangeError where what the outcome changes kept changing in between.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return _finish(ports, command, outcome, only_from, frees_slot)
        except ConcurrentChangeError:
            continue
    return _finish(ports, command, outcome, only_from, frees_slot)


def _finish(
    ports: Ports, command: Command, outcome: Outcome, only_from: frozenset[CommandStatus], frees_slot: bool
) -> bool:
    effects = ports.outcomes.effects(ports, command, outcome)
    for delay_s, task in effects.tasks:
        ports.queues.after(delay_s, task)
    return ports.commands.finish(
        command.station_key, command.message_id, outcome, only_from, frees_slot, effects.writes
    )
