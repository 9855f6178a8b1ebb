"""The raw door: every message of every version, as the caller writes it."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field

from csms.domain.operations import OutboundCall
from operator_api import command_views, routing
from operator_api.calls import Caller, QueueableBody, call
from operator_api.command_views import CommandView
from operator_api.fields import IdempotencyKey, Name, PathName, Prefer

router = routing.router()


class CallBody(QueueableBody):
    """`payload` goes on the wire with its members in this order and its numbers in these digits."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"action": "GetConfiguration", "payload": {"key": ["HeartbeatInterval"]}}]}
    )

    action: Annotated[Name, Field(description="A message that the CSMS may send in the station's OCPP version.")]
    payload: Annotated[dict[str, Any], Field(default_factory=dict)]


@router.post("/api/stations/<identity>/calls", responses=command_views.DESCRIBED)
def call_raw(
    identity: PathName, body: CallBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Send any message, checked against the schema of the station's version. What changes a station's passwords,
    certificates or network is an admin's.

    409 while the station is offline, unless `queue_until` says how long to wait for it.
    """
    caller = Caller(body.queue_until, prefer, idempotency_key)
    return call(identity, OutboundCall(body.action, body.payload), caller)
