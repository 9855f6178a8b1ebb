"""One slice of an export for each message: it asks for the next slice itself."""

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.run_export import run_export

logger = telemetry.make_logger("export_job")
# For the file to be uploaded and the job to be stored.
_LEFT_FOR_THE_END_MS = 60_000


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    def run(record: SQSRecord) -> None:
        export_id = record.json_body["export_id"]
        run_export(bootstrap.ports(), export_id, lambda: context.get_remaining_time_in_millis() < _LEFT_FOR_THE_END_MS)
        logger.info("slice done", export_id=export_id)

    processor = BatchProcessor(event_type=EventType.SQS)
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)
