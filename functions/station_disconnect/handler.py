"""$disconnect: best effort says AWS, so nothing depends on it."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap
from csms.application.disconnect_station import disconnect_station

logger = Logger()


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    connection_id = event["requestContext"]["connectionId"]
    disconnect_station(bootstrap.ports(), connection_id)
    logger.info("disconnected", connection_id=connection_id)
    return {"statusCode": 200}
