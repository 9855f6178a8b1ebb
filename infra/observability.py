"""What tells that the system is well: logs, alarms, one dashboard."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct

from csms.adapters.metrics import ALARMS
from csms.domain.alarms import Alarm
from infra.access import FOLLOWERS
from infra.config import Config

_PERIOD = Duration.minutes(5)
# A change that fails again and again counts as no error of its function, but everything behind it waits.
_LATE_MS = 15 * 60 * 1000
RAISED_BY = {
    Alarm.FAILED_LOGINS: "station_connect",
    Alarm.TAKEOVER_FLAPPING: "station_connect",
    Alarm.CERTIFICATE_MISMATCH: "station_message",
    Alarm.CERTIFICATE_REQUEST: "scheduled_task",
    Alarm.SECURITY_EVENT: "station_message",
    Alarm.WEBHOOK_DISABLED: "webhook_delivery",
    Alarm.PROFILE_DEVIATION: "site_planner",
    Alarm.COMPOSITE_DIFFERS: "scheduled_task",
    Alarm.PRICES_MISSING: "scheduled_task",
}


def log_group(scope: Construct, construct_id: str, name: str, config: Config) -> logs.LogGroup:
    return logs.LogGroup(
        scope,
        construct_id,
        log_group_name=name,
        retention=logs.RetentionDays[config.log_retention],
        removal_policy=RemovalPolicy.DESTROY,
    )


def log_access(stage: apigateway.WebSocketStage | apigateway.HttpStage, name: str, config: Config, fields: str) -> None:
    group = log_group(stage, "access-log", f"/aws/apigateway/{name}", config)
    resource = stage.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
        destination_arn=group.log_group_arn, format=fields
    )


class Observability(Construct):
    """Alarms on what must not happen. They ring where somebody gave an address (context `alarm_email`)."""

    def __init__(
        self,
        scope: Construct,
        config: Config,
        functions: list[tuple[str, lambda_.Function]],
        dead_letter_queues: list[sqs.Queue],
        station_api: apigateway.WebSocketApi,
    ) -> None:
        super().__init__(scope, "observability")
        self._action = self._mail(config.alarm_email) if config.alarm_email else None
        for queue in dead_letter_queues:
            metric = queue.metric_approximate_number_of_messages_visible(period=_PERIOD, statistic="Maximum")
            self._alarm(f"{queue.node.id}-filled", metric, "Messages were given up after every attempt failed")
        for name, function in functions:
            errors = function.metric_errors(period=_PERIOD, statistic="Sum")
            self._alarm(f"{name}-errors", errors, f"{name} failed")
        for name, function in functions:
            if name in FOLLOWERS:
                age = function.metric("IteratorAge", period=_PERIOD, statistic="Maximum")
                self._alarm(f"{name}-late", age, f"{name} is behind what is written", threshold=_LATE_MS)
        for alarm, function in RAISED_BY.items():
            self._alarm(f"{alarm.value}-raised", _raised(config, alarm, function), "See the events of the stations")
        # Concurrency belongs to the account, and so does this alarm.
        throttles = lambda_.Function.metric_all_throttles(period=_PERIOD, statistic="Sum")
        self._alarm("throttles", throttles, "Lambda refused to run a function")
        cloudwatch.Dashboard(
            self,
            "dashboard",
            dashboard_name=config.prefix,
            widgets=[
                [_graph("Stations", [station_api.metric("ConnectCount"), station_api.metric("MessageCount")])],
                [_graph("Errors", [f.metric_errors(label=name, period=_PERIOD) for name, f in functions])],
                [_graph("p99 ms", [f.metric_duration(label=n, statistic="p99") for n, f in functions])],
                [_graph("Given up", [q.metric_approximate_number_of_messages_visible() for q in dead_letter_queues])],
            ],
        )

    def _mail(self, address: str) -> SnsAction:
        topic = sns.Topic(self, "alarms", enforce_ssl=True)
        topic.add_subscription(subscriptions.EmailSubscription(address))
        return SnsAction(topic)

    def _alarm(self, name: str, metric: cloudwatch.IMetric, description: str, threshold: int = 1) -> None:
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_description=description,
            metric=metric,
            threshold=threshold,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if self._action:
            alarm.add_alarm_action(self._action)


def _raised(config: Config, alarm: Alarm, function: str) -> cloudwatch.Metric:
    """Counted by the function that raises it (csms.adapters.metrics)."""
    return cloudwatch.Metric(
        namespace=config.prefix,
        metric_name=ALARMS,
        dimensions_map={"alarm": alarm.value, "service": function},
        statistic="Sum",
        period=_PERIOD,
    )


def _graph(title: str, metrics: list[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, width=24, left=metrics)
