"""A station's settings: what is known of them, and how to read, change and bring them in step."""

import re
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field

from csms import bootstrap
from csms.application.apply_configuration import apply_configuration
from csms.application.find_station import find_station, version_of
from csms.application.keep_configuration import READ_ORIGIN
from csms.application.read_drift import drift_of
from csms.domain import clock, ids
from csms.domain import operations as op
from csms.domain.drift import DriftState
from csms.domain.errors import InvalidError
from csms.domain.secrets import is_password_key
from csms.domain.station_models import folded
from csms.domain.stations import OcppVersion, Station
from csms.domain.variable_keys import key_of, variable_of
from csms.ocpp.outbound import SchemaViolationError
from operator_api import access, command_views, routing
from operator_api.answers import JSON
from operator_api.calls import Caller, QueueableBody, operate
from operator_api.command_views import CommandView
from operator_api.configuration_views import ApplyView, ConfigurationView, configuration_view
from operator_api.drift_views import DriftItemView, item_view
from operator_api.fields import (
    DEFAULT_LIMIT,
    Cursor,
    IdempotencyKey,
    Limit,
    Name,
    Page,
    PathName,
    Prefer,
)

router = routing.router()
_PATH = "/api/stations/<identity>/configuration"
_NUMBER = re.compile(r"(?:get|set)\.(\d+)\..*")
_NOTHING_DIFFERS: dict[int, Any] = {200: {"description": "Nothing differs: nothing was sent."}}
_APPLYING: dict[int, Any] = {202: {"description": "The changes are on their way, one after another."}}


class ReadBody(QueueableBody):
    """Without `keys` the station is asked for everything that it has."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}, {"keys": ["HeartbeatInterval"]}]})
    keys: Annotated[tuple[Name, ...], Field(min_length=1, max_length=100)] | None = None


class ChangeBody(QueueableBody):
    """Key → value; a key of 2.x is `Component.Variable`, `Component[instance]@evse,connector.Variable[instance]` in
    full. Passwords have a door of their own."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"settings": {"HeartbeatInterval": "300"}}]})
    settings: Annotated[dict[Name, Annotated[str, Field(max_length=2500)]], Field(min_length=1, max_length=100)]


@router.get(_PATH)
def read_known(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> ConfigurationView:
    """What is known of the station's settings, without asking it; see `POST .../configuration/read`."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    return configuration_view(ports.configurations.get(station.key), station.booted_at, limit, cursor)


@router.post(f"{_PATH}/read", responses=command_views.DESCRIBED)
def read_from_station(
    identity: PathName, body: ReadBody | None = None, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Ask the station for its settings: all, or some.

    A 1.6 station that does not tell all at once is asked for the rest by name, as many keys at a time as it takes; a
    2.x station reports in parts. What it tells is in `GET .../configuration`.
    """
    body = body or ReadBody()
    ports = bootstrap.ports()
    caller = Caller(body.queue_until, prefer, idempotency_key)
    if body.keys is None:
        seed = idempotency_key or ports.new_id()
        return operate(identity, op.ReadConfiguration(ids.number_of(seed)), caller, origin=READ_ORIGIN)
    station = find_station(ports, identity)
    keys = dict.fromkeys(body.keys, None)
    return _named(op.GetVariables(_variables(station, keys, "keys")), station, caller, "keys")


@router.patch(_PATH, responses=command_views.DESCRIBED)
def change(
    identity: PathName, body: ChangeBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Change some settings. What the station takes is in `GET .../configuration` then."""
    station = find_station(bootstrap.ports(), identity)
    for name in body.settings:
        if is_password_key(name):
            raise InvalidError("the station's password has a door of its own", f"settings.{name}")
    wish = op.SetVariables(_variables(station, dict(body.settings), "settings"))
    return _named(wish, station, Caller(body.queue_until, prefer, idempotency_key), "settings")


@router.get(f"{_PATH}/drift")
def list_drift(identity: PathName) -> Page[DriftItemView]:
    """The settings that the station's models want, each with what it has, by key."""
    ports = bootstrap.ports()
    found = drift_of(ports, find_station(ports, identity))
    return Page(items=[item_view(item) for item in found])


@router.post(f"{_PATH}/apply", responses=_NOTHING_DIFFERS | _APPLYING)
def apply(identity: PathName, body: QueueableBody | None = None) -> Response[ApplyView]:
    """Bring the station in step with its models: only what differs is sent, then it is read again."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    until = clock.parse_stored(body.queue_until) if body and body.queue_until else None
    done = apply_configuration(ports, station, until, access.user(routing.event()))
    not_in_step = [item for item in done.drift if item.state is not DriftState.IN_STEP]
    shown = ApplyView(
        sent=[item_view(item) for item in not_in_step if item.key in done.sent],
        left=[item_view(item) for item in not_in_step if item.key not in done.sent],
        commands=[ids.join(station.key, command.message_id) for command in done.commands],
    )
    return Response(202 if done.commands else 200, JSON, shown)


def _named(
    wish: op.GetVariables | op.SetVariables, station: Station, caller: Caller, member: str
) -> Response[CommandView]:
    """What breaks a schema is named by its key."""
    try:
        return operate(station.identity, wish, caller)
    except SchemaViolationError as error:
        names = [key_of(variable) for variable in wish.variables]
        broken = [
            (_NUMBER.sub(lambda found: f"{member}.{names[int(found[1])]}", name), why) for name, why in error.violations
        ]
        raise SchemaViolationError(error.action, broken) from None


def _variables(station: Station, settings: dict[str, str | None], member: str) -> tuple[op.Variable, ...]:
    """None of them twice in one message (2.0.1 B05.FR.13)."""
    version, seen = version_of(station), set[str]()
    for name in settings:
        if folded(name) in seen:
            raise InvalidError("this setting is there twice, in another case", f"{member}.{name}")
        seen.add(folded(name))
    return tuple(_variable(name, value, version, member) for name, value in settings.items())


def _variable(name: str, value: str | None, version: OcppVersion, member: str) -> op.Variable:
    found = variable_of(name, version, value)
    if found is None:
        raise InvalidError("a setting of a 2.x station is named Component.Variable", f"{member}.{name}")
    return found
