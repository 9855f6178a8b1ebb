"""Deferred tasks from the timers' queue, and the scheduler's ticks: to plan every site, to fetch prices."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.logging.utils import copy_config_to_registered_loggers
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.fetch_prices import request_due_prices
from csms.application.plan_due_sites import plan_due_sites
from csms.application.ports import Ports
from csms.application.run_task import run_task

logger = telemetry.make_logger("scheduled_task")
copy_config_to_registered_loggers(logger, include={"csms"})
processor = BatchProcessor(event_type=EventType.SQS)


_TICKS: dict[str, Callable[[Ports], int]] = {"plan_due": plan_due_sites, "fetch_prices": request_due_prices}


def run(record: SQSRecord) -> None:
    """What a task is about stays out of the log: it may hold a frame with a driver's token."""
    task = record.json_body
    run_task(bootstrap.ports(), task, int(record.attributes.approximate_receive_count or 1))
    logger.info("task done", task=task["task"])


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    tick = _TICKS.get(event.get("task", ""))
    if tick is not None:
        tick(bootstrap.ports())
        return {}
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)
