"""The typed doors: what an operator can ask of any station, whatever its version. The station is the judge."""

import hashlib
import secrets

from aws_lambda_powertools.event_handler import Response

from csms.domain import operations as op
from operator_api import command_views, routing
from operator_api.calls import Caller, operate
from operator_api.command_views import CommandView
from operator_api.fields import IdempotencyKey, PathName, Prefer
from operator_api.operation_bodies import (
    AvailabilityBody,
    PlainBody,
    RemoteStartBody,
    RemoteStopBody,
    ResetBody,
    TriggerBody,
    UnlockBody,
    VariablesBody,
)

router = routing.router()
DESCRIBED = command_views.DESCRIBED
_RESETS = {
    "immediate": op.ResetKind.IMMEDIATE,
    "hard": op.ResetKind.IMMEDIATE,
    "on_idle": op.ResetKind.ON_IDLE,
    "soft": op.ResetKind.ON_IDLE,
}


@router.post("/api/stations/<identity>/remote-start", responses=DESCRIBED)
def remote_start(
    identity: PathName, body: RemoteStartBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Start a transaction. `Accepted` means that the station will try; the transaction itself tells that it did."""
    start_id = body.remote_start_id or _start_id(idempotency_key)
    wish = op.RemoteStart(body.token, body.token_type, start_id, body.evse, body.wanted_profile())
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/remote-stop", responses=DESCRIBED)
def remote_stop(
    identity: PathName, body: RemoteStopBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Stop a transaction."""
    wish = op.RemoteStop(str(body.transaction_id))
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/reset", responses=DESCRIBED)
def reset(
    identity: PathName, body: ResetBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Restart the station, or in 2.x one EVSE: at once, or when no transaction runs."""
    wish = op.Reset(_RESETS[body.type], body.evse)
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/unlock", responses=DESCRIBED)
def unlock(
    identity: PathName, body: UnlockBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Release the cable of a connector."""
    return operate(identity, op.Unlock(body.evse, body.connector), Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/availability", responses=DESCRIBED)
def availability(
    identity: PathName, body: AvailabilityBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Take the station, an EVSE or a connector into or out of service. `Scheduled`: when its transaction is over."""
    wish = op.ChangeAvailability(body.operative, body.evse, body.connector)
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/clear-cache", responses=DESCRIBED)
def clear_cache(
    identity: PathName, body: PlainBody | None = None, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Let the station forget the tokens that it remembers from former answers. Its local list is another thing."""
    return operate(identity, op.ClearCache(), Caller(body.queue_until if body else None, prefer, idempotency_key))


@router.post("/api/stations/<identity>/trigger", responses=DESCRIBED)
def trigger(
    identity: PathName, body: TriggerBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Ask the station to send a message now, for example `StatusNotification` or `MeterValues`."""
    wish = op.Trigger(body.message, body.evse, body.connector)
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.post("/api/stations/<identity>/variables", responses=DESCRIBED)
def variables(
    identity: PathName, body: VariablesBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Read or set configuration: the keys of a 1.6 station, the variables of a 2.x one."""
    wish: op.Operation
    if body.set is not None:
        wish = op.SetVariables(tuple(op.Variable(**variable.model_dump()) for variable in body.set))
    else:
        wish = op.GetVariables(tuple(op.Variable(**variable.model_dump()) for variable in body.get or ()))
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key), body.items_per_message)


def _start_id(idempotency_key: str | None) -> int:
    """The same key must make the same call."""
    seed = hashlib.sha256(idempotency_key.encode()).digest() if idempotency_key else secrets.token_bytes(8)
    return int.from_bytes(seed[:8]) % (2**31 - 1) + 1
