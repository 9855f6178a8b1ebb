"""What has changed in the tables, from their streams: each change to those who react to it."""

from typing import Any

from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.adapters.dynamodb.changes import read_change
from csms.application.react_to_change import react_to_change

logger = telemetry.make_logger("table_changes")
copy_config_to_registered_loggers(logger, include={"csms"})


class OutOfTurnError(Exception):
    """An earlier change of the same item has failed: this one waits until that has been seen to."""


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    ports, held_up = bootstrap.ports(), set[tuple[str, ...]]()

    def run(record: DynamoDBRecord) -> None:
        change = read_change(record.raw_event)
        item = (change.table, *change.key)
        if item in held_up:
            raise OutOfTurnError
        held_up.add(item)
        react_to_change(ports, change)
        held_up.remove(item)

    logger.info("changes", count=len(event["Records"]))
    processor = BatchProcessor(event_type=EventType.DynamoDBStreams)
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)
