"""One attempt per message to tell a receiver of an event."""

from typing import Any

from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.deliver_webhook import deliver_webhook
from csms.application.ports import DeliveryTask

logger = telemetry.make_logger("webhook_delivery")
copy_config_to_registered_loggers(logger, include={"csms"})
processor = BatchProcessor(event_type=EventType.SQS)


def run(record: SQSRecord) -> None:
    task = DeliveryTask(**record.json_body)
    deliver_webhook(bootstrap.ports(), task)
    logger.info("delivery done", webhook_id=task.webhook_id, tried=task.tried)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)
