"""Take back a command that still waits for its station."""

from csms.application.finish_command import finish_command
from csms.application.ports import Ports
from csms.application.read_commands import read_command
from csms.domain import clock
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConflictError

_QUEUED = frozenset({CommandStatus.QUEUED})


def cancel_command(ports: Ports, public_id: str) -> Command:
    """Raises NotFoundError, or ConflictError for a command that waits no more: what was sent cannot be unsent."""
    command = read_command(ports, public_id)
    outcome = Outcome(CommandStatus.CANCELLED, clock.to_text(ports.now()))
    if not finish_command(ports, command, outcome, _QUEUED):
        now = read_command(ports, public_id)
        raise ConflictError(f"the command is {now.status}: only a queued one can be cancelled")
    return read_command(ports, public_id)
