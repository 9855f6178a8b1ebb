"""Deferred work, each message one task: what a timer or the scheduler asks for."""

from collections.abc import Callable
from typing import Any

from csms.application.drain_queue import drain_queue
from csms.application.ports import Ports
from csms.application.record_answer import after_outcome
from csms.application.send_command import CommandRequest, send_command
from csms.application.suspect_transactions import close_if_silent
from csms.domain import clock
from csms.domain.commands import CommandStatus, Outcome
from csms.domain.errors import ConflictError

_SENT = frozenset({CommandStatus.SENT})


def run_task(ports: Ports, task: dict[str, Any]) -> None:
    """Raises KeyError for a task that nobody knows: its message ends in the dead-letter queue."""
    _TASKS[task["task"]](ports, task)


def _drain(ports: Ports, task: dict[str, Any]) -> None:
    drain_queue(ports, task["station_key"])


def _deadline(ports: Ports, task: dict[str, Any]) -> None:
    """No answer in time: the outcome is unknown, the slot is free again."""
    command = ports.commands.get(task["station_key"], task["message_id"])
    if command is None or command.status is not CommandStatus.SENT:
        return
    outcome = Outcome(CommandStatus.TIMED_OUT, clock.to_text(ports.now()))
    station = ports.stations.get(command.station_key)
    if ports.commands.finish(command.station_key, command.message_id, outcome, _SENT) and station is not None:
        after_outcome(ports, station, command.origin)


def _trigger_boot(ports: Ports, task: dict[str, Any]) -> None:
    """Some stations connect without ever booting (evcc #28540): ask once."""
    station = ports.stations.get(task["station_key"])
    if station is None or station.booted_at is not None:
        return
    try:
        send_command(ports, station, CommandRequest("TriggerMessage", '{"requestedMessage":"BootNotification"}'))
    except ConflictError:
        return


def _close_if_silent(ports: Ports, task: dict[str, Any]) -> None:
    close_if_silent(ports, task["transaction_id"], task["suspected_at"])


_TASKS: dict[str, Callable[[Ports, dict[str, Any]], None]] = {
    "drain": _drain,
    "deadline": _deadline,
    "trigger_boot": _trigger_boot,
    "close_if_silent": _close_if_silent,
}
