"""Wait a moment for the outcome of a command."""

from collections.abc import Callable
from datetime import timedelta

from csms.application.ports import Ports
from csms.domain.commands import Command

STEP_S = 0.2


def wait_for_command(ports: Ports, command: Command, seconds: float, sleep: Callable[[float], None]) -> Command:
    """The command as soon as it is final, else as it is when the time is over."""
    until = ports.now() + timedelta(seconds=seconds)
    while not command.status.final and ports.now() < until:
        sleep(STEP_S)
        command = ports.commands.get(command.station_key, command.message_id) or command
    return command
