"""$disconnect: best effort says AWS, so nothing depends on it."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.disconnect_station import disconnect_station
from csms.domain.ids import log_reference

logger = telemetry.make_logger("station_disconnect")


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    connection_id = event["requestContext"]["connectionId"]
    station_key = disconnect_station(bootstrap.ports(), connection_id)
    logger.info("disconnected", station=log_reference(station_key) if station_key else None)
    return {"statusCode": 200}
