"""The station's answer to a CALL of ours: a result, an error, late, or on another connection than the CALL."""

from dataclasses import dataclass, replace
from typing import Any

from csms.application.drain_queue import drain_queue
from csms.application.finish_command import finish_command
from csms.application.ports import Ports
from csms.domain import clock, secrets
from csms.domain.commands import CommandStatus, Outcome
from csms.domain.secret_settings import shown_response
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

    In time, the station item says all there is to know of most CALLs; the command is looked up where the answer
    changes more than the command, and where it is late.
    """
    station = ports.stations.get(connection.station_key)
    if station is None:
        return None
    status = CommandStatus.DONE if answer.error is None else CommandStatus.FAILED
    outcome = Outcome(status, clock.to_text(ports.now()), answer.response, answer.error)
    held = station.in_flight
    in_time = held is not None and held.message_id == answer.message_id
    if held is not None and in_time and not ports.outcomes.matter(connection.version, held.action):
        action, origin = held.action, held.origin
        outcome = _without_secrets(outcome, action)
        finished = ports.commands.finish(station.key, answer.message_id, outcome, _ANSWERABLE)
    else:
        command = ports.commands.get(station.key, answer.message_id)
        if command is None:
            return None
        action, origin = command.action, command.origin
        outcome = _without_secrets(outcome, action)
        finished = finish_command(ports, command, outcome, _ANSWERABLE, frees_slot=in_time)
    if not finished:
        return None
    _settle_password(ports, station, action, answer)
    after_outcome(ports, station.key, origin, waiting=bool(station.queued_commands))
    return action


def _without_secrets(outcome: Outcome, action: str) -> Outcome:
    return replace(outcome, response=shown_response(action, outcome.response))


def _settle_password(ports: Ports, station: Station, action: str, answer: Answer) -> None:
    pending = station.pending_password
    if pending is None or pending.message_id != answer.message_id:
        return
    decision = secrets.decision(action, answer.response, answer.error)
    if decision is not None:
        ports.stations.settle_password(station.key, pending.message_id, decision)


def planned_site(origin: str | None) -> str | None:
    """The site whose planner sent the command; None where somebody else did."""
    return origin.removeprefix(PLAN_ORIGIN) if origin and origin.startswith(PLAN_ORIGIN) else None


def after_outcome(ports: Ports, station_key: str, origin: str | None, waiting: bool = True) -> None:
    """Tell who waits for the outcome, and let the next command go."""
    site_id = planned_site(origin)
    if site_id is not None:
        ports.queues.request_plan(site_id)
    if waiting:
        drain_queue(ports, station_key)
