"""$default: one frame in, at most one frame out. The returned body is the reply."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap
from csms.ocpp.dispatch import handle_frame

logger = Logger()
copy_config_to_registered_loggers(logger, include={"csms.ocpp.dispatch"})


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    connection_id = event["requestContext"]["connectionId"]
    ports = bootstrap.ports()
    connection = ports.connections.get(connection_id)
    if connection is None:
        logger.warning("frame of a superseded connection", connection_id=connection_id)
        ports.link.close(connection_id)
        return {"statusCode": 200}
    logger.append_keys(identity=connection.identity)
    reply = handle_frame(ports, connection, event.get("body") or "")
    logger.info("frame", bytes_in=len(event.get("body") or ""), bytes_out=len(reply or ""))
    return {"statusCode": 200} if reply is None else {"statusCode": 200, "body": reply}
