"""From a request to a command: what the raw door and the typed doors have in common."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.call_station import call_station
from csms.application.find_station import find_station, version_of
from csms.application.items_at_once import items_at_once as told_items_at_once
from csms.application.operate_station import calls_for
from csms.application.ports import PreparedWrite
from csms.application.send_command import CommandRequest
from csms.domain import clock
from csms.domain.operations import Operation, OutboundCall
from csms.domain.stations import OcppVersion, Station
from csms.ocpp import outbound, secured_calls
from csms.ocpp.schemas import Violation
from operator_api import access, command_views, routing, wire_names
from operator_api.command_views import CommandView
from operator_api.fields import Body, Time

# At least, for a station that goes offline in between.
PATIENCE = timedelta(minutes=10)


class QueueableBody(Body):
    """`queue_until`: wait for an offline station until then, instead of 409."""

    queue_until: Time | None = None


class Caller:
    """How the caller wants the command: when, how often, and how long to wait for it."""

    def __init__(self, queue_until: str | None, prefer: str | None, idempotency_key: str | None) -> None:
        self.queue_until = clock.parse_stored(queue_until) if queue_until else None
        self.prefer = prefer
        self.idempotency_key = idempotency_key


# From a station and a command's id to a wish and what is to be stored with the command.
Ask = Callable[[Station, str], tuple[Operation, PreparedWrite]]


def call(identity: str, wanted: OutboundCall, caller: Caller) -> Response[CommandView]:
    """Send a CALL as it was written."""
    station = find_station(bootstrap.ports(), identity)
    outbound.check_action(version_of(station), wanted.action)
    return _send(station, [_request(station, wanted, caller, _member_of_payload)], caller)


def operate(
    identity: str, wish: Operation, caller: Caller, items_at_once: int | None = None, origin: str | None = None
) -> Response[CommandView]:
    """Send a wish in the station's dialect, in as many CALLs as it takes; all are checked before the first leaves.

    A station that has told how many items it takes in one message is taken at its word where the caller says nothing.
    """
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    version = version_of(station)
    at_once = items_at_once or told_items_at_once(ports, station, wish)
    requests = [
        replace(_request(station, wanted, caller, partial(_member_of_wish, version, before)), origin=origin)
        for before, wanted in calls_for(ports, station, wish, at_once)
    ]
    return _send(station, requests, caller)


def request_for(station: Station, wish: Operation, caller: Caller) -> CommandRequest:
    """The one CALL that a wish makes, checked, for a use case to send."""
    version = version_of(station)
    ((_, wanted),) = calls_for(bootstrap.ports(), station, wish, 1)
    return _request(station, wanted, caller, partial(_member_of_wish, version, 0))


def operate_once(identity: str, caller: Caller, ask: Ask) -> Response[CommandView]:
    """As `operate`, for a wish that is kept beside its command under the command's id; `ask` makes both of that id.

    An idempotency key that has made a command gives that command again, whatever is asked now.
    """
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    message_id, key = ports.new_id(), caller.idempotency_key
    if key is not None:
        message_id = ports.commands.claim(station.key, key, message_id)
        known = ports.commands.get(station.key, message_id)
        if known is not None:
            return command_views.answer(ports, station, [known], caller.prefer)
    wish, along = ask(station, message_id)
    request = request_for(station, wish, caller)
    command = call_station(ports, station, replace(request, message_id=message_id, along=(along,)), None)
    return command_views.answer(ports, station, [command], caller.prefer)


def _request(
    station: Station, wanted: OutboundCall, caller: Caller, name: Callable[[Violation], str]
) -> CommandRequest:
    if secured_calls.is_secured(wanted):
        access.demand(routing.event(), access.Role.ADMIN)
    return CommandRequest(
        action=wanted.action,
        request=outbound.request_text(version_of(station), wanted.action, wanted.payload, name),
        queue_until=caller.queue_until,
        requested_by=access.user(routing.event()),
    )


def _send(station: Station, requests: list[CommandRequest], caller: Caller) -> Response[CommandView]:
    """The answer is the last one's: the station takes them in order. Once the first has left, the others wait for
    a station that goes offline in between."""
    ports = bootstrap.ports()
    key = caller.idempotency_key
    commands = [call_station(ports, station, requests[0], key)]
    for number, request in enumerate(requests[1:], start=2):
        patient = replace(request, queue_until=request.queue_until or _patience(station, number))
        commands.append(call_station(ports, station, patient, key and f"{key}#{number}"))
    return command_views.answer(ports, station, commands, caller.prefer)


def _patience(station: Station, number: int) -> datetime:
    """Time for all that goes before it to run into its deadline, and some more."""
    ports = bootstrap.ports()
    before = timedelta(seconds=(station.queued_commands + number) * ports.command_timeout_s)
    return ports.now() + PATIENCE + before


def _member_of_payload(broken: Violation) -> str:
    return ".".join(["payload", *(str(part) for part in (*broken.path, *broken.names))])


def _member_of_wish(version: OcppVersion, before: int, broken: Violation) -> str:
    """The caller's own number of a list's item, whichever CALL it ended up in."""
    name = wire_names.member(version, broken.field)
    return re.sub(r"\.(\d+)", lambda found: f".{int(found[1]) + before}", name, count=1)
