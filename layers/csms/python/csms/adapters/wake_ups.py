"""The planner's wake-ups in EventBridge Scheduler, each a message for its site in the planner's queue."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import boto3

from csms.domain.wake_ups import WakeUp

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_scheduler.type_defs import CreateScheduleInputTypeDef

_MAX_AGE_S = 600
_RETRIES = 10
_SOON = timedelta(minutes=1)


class EventBridgeWakeUps:
    """`group` holds nothing else; `role_arn` is the one that Scheduler takes to send to `queue_arn`."""

    def __init__(
        self, group: str, role_arn: str, queue_arn: str, dead_letter_arn: str, now: Callable[[], datetime]
    ) -> None:
        self._group, self._role_arn = group, role_arn
        self._queue_arn, self._dead_letter_arn = queue_arn, dead_letter_arn
        self._now = now
        self._client: EventBridgeSchedulerClient | None = None

    def ensure(self, wake_up: WakeUp) -> bool:
        client = self._connected()
        try:
            client.create_schedule(**self._request(wake_up))
        except client.exceptions.ConflictException:
            return True
        except client.exceptions.ValidationException:
            # What a moment ago was still to come may have passed meanwhile.
            if not wake_up.is_within(_SOON, self._now()):
                raise
            return False
        return True

    def remove(self, name: str) -> None:
        client = self._connected()
        try:
            client.delete_schedule(Name=name, GroupName=self._group)
        except client.exceptions.ResourceNotFoundException:
            return

    def _request(self, wake_up: WakeUp) -> "CreateScheduleInputTypeDef":
        return {
            "Name": wake_up.name,
            "GroupName": self._group,
            "ScheduleExpression": wake_up.expression,
            "ScheduleExpressionTimezone": wake_up.zone,
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE" if wake_up.once else "NONE",
            "Target": {
                "Arn": self._queue_arn,
                "RoleArn": self._role_arn,
                "Input": message(wake_up),
                "SqsParameters": {"MessageGroupId": wake_up.site_id},
                "RetryPolicy": {"MaximumRetryAttempts": _RETRIES, "MaximumEventAgeInSeconds": _MAX_AGE_S},
                "DeadLetterConfig": {"Arn": self._dead_letter_arn},
            },
        }

    def _connected(self) -> "EventBridgeSchedulerClient":
        if self._client is None:
            self._client = boto3.client("scheduler")
        return self._client


def message(wake_up: WakeUp) -> str:
    """The queue drops what it has seen within five minutes by its content: every ring must read differently."""
    kind = "wake_up" if wake_up.once else "weekly_wake_up"
    return json.dumps({"site_id": wake_up.site_id, kind: wake_up.name, "rings_at": "<aws.scheduler.scheduled-time>"})
