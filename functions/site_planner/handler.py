"""Plan the sites that the queue names: one FIFO group per site, so that its runs never overlap."""

from typing import Any

from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.keep_wake_ups import retire
from csms.application.plan_site import plan_site

logger = telemetry.make_logger("site_planner")


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    problems: dict[str, int | None] = {}

    def run(record: SQSRecord) -> None:
        """A site named twice in one batch is planned once: every change it speaks of was stored before.

        Each message is logged all the same: whoever looks for the ring of what is booked has to find it.
        """
        site_id, rings_at = record.json_body["site_id"], record.json_body.get("rings_at")
        if weekly := record.json_body.get("weekly_wake_up"):
            retire(bootstrap.ports(), site_id, weekly)
        if site_id not in problems:
            plan = plan_site(bootstrap.ports(), site_id)
            problems[site_id] = len(plan.problems) if plan else None
        logger.info("planned", site_id=site_id, problems=problems[site_id], rings_at=rings_at)

    # With one group per site, a site that fails must not hold up the others of its batch.
    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    return process_partial_response(event=event, record_handler=run, processor=processor, context=context)
