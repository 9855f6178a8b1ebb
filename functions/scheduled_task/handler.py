"""Deferred tasks from the timers' queue, and the scheduler's call to plan every site."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap
from csms.application.plan_due_sites import plan_due_sites
from csms.application.run_task import run_task

logger = Logger()
processor = BatchProcessor(event_type=EventType.SQS)


def run(record: SQSRecord) -> None:
    task = record.json_body
    run_task(bootstrap.ports(), task)
    logger.info("task done", task=task)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    if event.get("task") == "plan_due":
        plan_due_sites(bootstrap.ports())
        return {}
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)
