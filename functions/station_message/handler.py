"""$default: one frame in, at most one frame out. The returned body is the reply.

Nothing may leave here as an exception: API Gateway would send its own JSON, which is no OCPP, to the charger.
"""

import base64
from typing import Any

from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.ports import Ports
from csms.domain.ids import log_reference
from csms.ocpp.dispatch import handle_frame
from csms.ocpp.unread import handle_unread

logger = telemetry.make_logger("station_message")
UNREADABLE = "\0"  # no JSON: it gets what corrupt JSON gets
copy_config_to_registered_loggers(logger, include={"csms"})


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    text = _text(event)
    reply = _reply(bootstrap.ports(), event["requestContext"]["connectionId"], text)
    logger.info("frame", bytes_in=len(text), bytes_out=len(reply or ""))
    return {"statusCode": 200} if reply is None else {"statusCode": 200, "body": reply}


def _text(event: dict[str, Any]) -> str:
    """A binary frame comes in base64; OCPP-J knows text frames only, but some libraries send their text so."""
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body).decode()
    except ValueError:
        return UNREADABLE


def _reply(ports: Ports, connection_id: str, text: str) -> str | None:
    try:
        connection = ports.connections.get(connection_id)
        if connection is not None:
            logger.append_keys(station=log_reference(connection.station_key))
            return handle_frame(ports, connection, text)
    except Exception:
        logger.exception("frame not processed")
        return handle_unread(ports, connection_id, text)
    logger.warning("frame of a superseded connection")
    ports.link.close(connection_id)
    return None
