"""New events from the stream of their log, to whoever listens."""

from typing import Any

from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.adapters.dynamodb.changes import read_change
from csms.application.publish_events import publish_events

logger = telemetry.make_logger("publish_events")
copy_config_to_registered_loggers(logger, include={"csms"})


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """All of a batch at once, and not record by record: the bus takes ten events in one request."""
    ports = bootstrap.ports()
    new = {record["dynamodb"]["SequenceNumber"]: read_change(record).new for record in event["Records"]}
    failed = publish_events(ports, list(new.values()))
    logger.info("published", count=len(new), failed=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": n} for n, told in new.items() if told.id in failed]}
