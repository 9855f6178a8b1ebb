"""The station's answer to a CALL of ours: a result, an error, late, or on another connection than the CALL."""

from dataclasses import dataclass
from typing import Any

from csms.application.drain_queue import drain_queue
from csms.application.ports import Ports
from csms.domain import clock, secrets
from csms.domain.commands import CommandStatus, Outcome
from csms.domain.stations import Connection, Station

_ANSWERABLE = frozenset({CommandStatus.SENT, CommandStatus.TIMED_OUT})
PLAN_ORIGIN = "plan:"


@dataclass(frozen=True)
class Answer:
    """`error` holds a CALLERROR's `code`, `description` and `details`; else `response` is the CALLRESULT's payload."""

    message_id: str
    response: Any = None
    error: dict[str, Any] | None = None


def record_answer(ports: Ports, connection: Connection, answer: Answer) -> str | None:
    """The action that was answered; None where the answer fits no CALL that waits for one.

    In time, the station says all there is to know of the CALL; a late answer's command is looked up.
    """
    station = ports.stations.get(connection.station_key)
    if station is None:
        return None
    status = CommandStatus.DONE if answer.error is None else CommandStatus.FAILED
    outcome = Outcome(status, clock.to_text(ports.now()), answer.response, answer.error)
    if station.in_flight is not None and station.in_flight.message_id == answer.message_id:
        known, in_time = station.in_flight, True
        action, origin = known.action, known.origin
    else:
        command = ports.commands.get(connection.station_key, answer.message_id)
        if command is None:
            return None
        action, origin, in_time = command.action, command.origin, False
    if not ports.commands.finish(station.key, answer.message_id, outcome, _ANSWERABLE, frees_slot=in_time):
        return None
    _settle_password(ports, station, action, answer)
    after_outcome(ports, station.key, origin, waiting=bool(station.queued_commands))
    return action


def _settle_password(ports: Ports, station: Station, action: str, answer: Answer) -> None:
    pending = station.pending_password
    if pending is None or pending.message_id != answer.message_id:
        return
    decision = secrets.decision(action, answer.response, answer.error)
    if decision is not None:
        ports.stations.settle_password(station.key, pending.message_id, decision)


def after_outcome(ports: Ports, station_key: str, origin: str | None, waiting: bool = True) -> None:
    """Tell who waits for the outcome, and let the next command go."""
    if origin and origin.startswith(PLAN_ORIGIN):
        ports.queues.request_plan(origin.removeprefix(PLAN_ORIGIN))
    if waiting:
        drain_queue(ports, station_key)
