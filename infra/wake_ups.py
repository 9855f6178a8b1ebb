"""The planner's wake-ups: a group of EventBridge Scheduler that the functions fill, and the role by which it sends."""

from aws_cdk import ArnFormat, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from infra.config import Config
from infra.scheduling import Queues


class WakeUps(Construct):
    def __init__(self, scope: Construct, config: Config, queues: Queues) -> None:
        super().__init__(scope, "wake-ups")
        name = f"{config.prefix}-wake-ups"
        self._group = scheduler.ScheduleGroup(
            self, "group", schedule_group_name=name, removal_policy=RemovalPolicy.DESTROY
        )
        self._name, self._queues = name, queues
        self._role = _role(self, self._arn("schedule-group", name))
        queues.planner.grant_send_messages(self._role)
        queues.schedules_dead.grant_send_messages(self._role)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "WAKE_UP_GROUP": self._group.schedule_group_name,
            "WAKE_UP_ROLE_ARN": self._role.role_arn,
            "WAKE_UP_DEAD_LETTER_ARN": self._queues.schedules_dead.queue_arn,
            "PLANNER_QUEUE_ARN": self._queues.planner.queue_arn,
        }

    def grant_set(self, function: lambda_.Function) -> None:
        actions = ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"]
        resources = [self._arn("schedule", f"{self._name}/*")]
        function.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=resources))
        self._role.grant_pass_role(function.grant_principal)

    def _arn(self, resource: str, name: str) -> str:
        arn = Stack.of(self).format_arn(
            service="scheduler", resource=resource, resource_name=name, arn_format=ArnFormat.SLASH_RESOURCE_NAME
        )
        return str(arn)


def _role(scope: Construct, group_arn: str) -> iam.Role:
    """Scheduler takes it for this group's schedules only, and for nobody else's account."""
    conditions = {"StringEquals": {"aws:SourceAccount": Stack.of(scope).account, "aws:SourceArn": group_arn}}
    principal = iam.ServicePrincipal("scheduler.amazonaws.com", conditions=conditions)
    return iam.Role(scope, "role", assumed_by=principal)
