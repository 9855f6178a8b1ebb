"""Work that no request waits for: queues between functions, and the clock."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from aws_cdk.aws_scheduler_targets import LambdaInvoke
from constructs import Construct

from infra.config import Config
from infra.lambda_function import SIZES, Functions

_ATTEMPTS = 5
_RECEIVERS_AT_ONCE = 20
PLAN_DELAY_S = 2


class Queues(Construct):
    """`planner`: one message per site to plan, in order per site. `timers`: what has to happen in a while.

    `exports`: one message per slice of an export.
    `webhooks`: one message per attempt to deliver an event; receivers take their time, and nothing else waits for them.
    `changes_dead` tells which records of a stream were given up; the records themselves are there for a day.
    """

    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "queues")
        self.planner, planner_dead = self._pair(f"{config.prefix}-planner", "site_planner", fifo=True)
        self.timers, timers_dead = self._pair(f"{config.prefix}-timers", "scheduled_task", fifo=False)
        self.exports, exports_dead = self._pair(f"{config.prefix}-exports", "export_job", fifo=False)
        self.webhooks, webhooks_dead = self._pair(f"{config.prefix}-webhooks", "webhook_delivery", fifo=False)
        self.schedules_dead = self._queue(f"{config.prefix}-schedules-dead", fifo=False, retention_days=14)
        self.changes_dead = self._queue(f"{config.prefix}-changes-dead", fifo=False, retention_days=14)
        self.dead = [planner_dead, timers_dead, exports_dead, webhooks_dead, self.schedules_dead, self.changes_dead]

    def _pair(self, name: str, consumer: str, *, fifo: bool) -> tuple[sqs.Queue, sqs.Queue]:
        dead = self._queue(f"{name}-dead", fifo=fifo, retention_days=14)
        queue = self._queue(
            name,
            fifo=fifo,
            retention_days=4,
            visibility_timeout=Duration.seconds(6 * SIZES[consumer].timeout_s),
            dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=_ATTEMPTS),
        )
        return queue, dead

    def _queue(
        self,
        name: str,
        *,
        fifo: bool,
        retention_days: int,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            queue_name=f"{name}.fifo" if fifo else name,
            fifo=fifo or None,
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            # What Scheduler sends has no id of its own.
            content_based_deduplication=fifo or None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(retention_days),
            # A station must have read the answer to its boot or start before it is sent a profile for it.
            delivery_delay=Duration.seconds(PLAN_DELAY_S) if fifo else None,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
            removal_policy=RemovalPolicy.DESTROY,
        )


def consume(functions: Functions, queues: Queues) -> None:
    _consume(functions["site_planner"], queues.planner)
    _consume(functions["scheduled_task"], queues.timers)
    _consume(functions["export_job"], queues.exports, batch_size=1)
    # Each waits for a receiver of its own, and not for the one before it; the account's concurrency is for stations.
    _consume(functions["webhook_delivery"], queues.webhooks, batch_size=1, max_concurrency=_RECEIVERS_AT_ONCE)


def _consume(
    function: lambda_.Function, queue: sqs.Queue, *, batch_size: int = 10, max_concurrency: int | None = None
) -> None:
    source = SqsEventSource(
        queue, batch_size=batch_size, max_concurrency=max_concurrency, report_batch_item_failures=True
    )
    function.add_event_source(source)


# A quarter past: the next day's prices are told shortly before 13:00 of Brussels' clock.
_EVERY_HOUR = scheduler.ScheduleExpression.cron(minute="15")


def tick(scope: Construct, config: Config, functions: Functions, queues: Queues) -> None:
    """What the clock starts. A tick that failed is tried again until the next one comes."""
    group = scheduler.ScheduleGroup(
        scope, "schedules", schedule_group_name=config.prefix, removal_policy=RemovalPolicy.DESTROY
    )
    plan_period = Duration.minutes(config.plan_period_minutes)
    ticks = (
        ("plan_due", "Starts the planning of every site", scheduler.ScheduleExpression.rate(plan_period), plan_period),
        ("fetch_prices", "Fetches the prices of every zone with a provider", _EVERY_HOUR, Duration.hours(1)),
    )
    for task, description, expression, period in ticks:
        name = task.replace("_", "-")
        scheduler.Schedule(
            scope,
            name,
            schedule_name=f"{config.prefix}-{name}",
            description=description,
            schedule_group=group,
            schedule=expression,
            target=LambdaInvoke(
                functions["scheduled_task"],
                input=scheduler.ScheduleTargetInput.from_object({"task": task}),
                dead_letter_queue=queues.schedules_dead,
                retry_attempts=2,
                max_event_age=period,
            ),
        )
