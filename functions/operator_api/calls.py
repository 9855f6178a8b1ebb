"""From a request to a command: what the raw door and the typed doors have in common."""

from collections.abc import Callable

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.call_station import call_station
from csms.application.find_station import find_station, version_of
from csms.application.operate_station import call_for
from csms.application.send_command import CommandRequest
from csms.domain import clock
from csms.domain.operations import Operation, OutboundCall
from csms.domain.stations import Station
from csms.ocpp import outbound
from csms.ocpp.schemas import Violation
from operator_api import access, command_views, routing, wire_names
from operator_api.command_views import CommandView
from operator_api.fields import Body, Time


class QueueableBody(Body):
    """`queue_until`: wait for an offline station until then, instead of 409."""

    queue_until: Time | None = None


class Caller:
    """How the caller wants the command: when, how often, and how long to wait for it."""

    def __init__(self, queue_until: str | None, prefer: str | None, idempotency_key: str | None) -> None:
        self.queue_until = clock.parse_stored(queue_until) if queue_until else None
        self.prefer = prefer
        self.idempotency_key = idempotency_key


def call(identity: str, wanted: OutboundCall, caller: Caller) -> Response[CommandView]:
    """Send a CALL as it was written."""
    station = find_station(bootstrap.ports(), identity)
    outbound.check_action(version_of(station), wanted.action)
    return _send(station, wanted, caller, _member_of_payload)


def operate(identity: str, wish: Operation, caller: Caller) -> Response[CommandView]:
    """Send a wish in the station's dialect."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    wanted = call_for(ports, station, wish)
    version = version_of(station)
    return _send(station, wanted, caller, lambda broken: wire_names.member(version, broken.field))


def _send(
    station: Station, wanted: OutboundCall, caller: Caller, name: Callable[[Violation], str]
) -> Response[CommandView]:
    ports = bootstrap.ports()
    request = CommandRequest(
        action=wanted.action,
        request=outbound.request_text(version_of(station), wanted.action, wanted.payload, name),
        queue_until=caller.queue_until,
        requested_by=access.user(routing.event()),
    )
    command = call_station(ports, station, request, caller.idempotency_key)
    return command_views.answer(ports, station, command, caller.prefer)


def _member_of_payload(broken: Violation) -> str:
    return ".".join(["payload", *(str(part) for part in (*broken.path, *broken.names))])
