"""Wake-ups as EventBridge Scheduler keeps them."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from csms.adapters.wake_ups import EventBridgeWakeUps
from csms.domain.wake_ups import WakeUp

QUEUE, ROLE = "arn:aws:sqs:eu-north-1:123456789012:csms-planner.fifo", "arn:aws:iam::123456789012:role/r"
DEAD = "arn:aws:sqs:eu-north-1:123456789012:csms-schedules-dead"
NOW = datetime(2036, 6, 1, 16, 7, tzinfo=UTC)
ONCE = WakeUp("depot", "at(2036-06-01T16:07:31)")
WEEKLY = WakeUp("depot", "cron(7 18 ? * MON,FRI *)", "Europe/Stockholm")


@mock_aws
def test_they_are_made_once_and_removed_once() -> None:
    client = boto3.client("scheduler", region_name="eu-north-1")
    client.create_schedule_group(Name="csms-wake-ups")
    wake_ups = EventBridgeWakeUps("csms-wake-ups", ROLE, QUEUE, DEAD, lambda: NOW)
    assert all(wake_ups.ensure(wake_up) for wake_up in (ONCE, WEEKLY, ONCE))
    once, weekly = (client.get_schedule(GroupName="csms-wake-ups", Name=w.name) for w in (ONCE, WEEKLY))
    assert (once["ScheduleExpression"], once["ScheduleExpressionTimezone"]) == (ONCE.expression, "UTC")
    assert (weekly["ScheduleExpressionTimezone"], weekly["FlexibleTimeWindow"]) == (WEEKLY.zone, {"Mode": "OFF"})
    assert (once["ActionAfterCompletion"], weekly["ActionAfterCompletion"]) == ("DELETE", "NONE")
    assert once["Target"]["SqsParameters"] == {"MessageGroupId": "depot"}
    assert once["Target"]["DeadLetterConfig"] == {"Arn": DEAD}
    told = [json.loads(found["Target"]["Input"]) for found in (once, weekly)]
    assert [message["site_id"] for message in told] == ["depot", "depot"]
    assert (told[0]["wake_up"], told[1]["weekly_wake_up"]) == (ONCE.name, WEEKLY.name)
    for _ in range(2):
        wake_ups.remove(WEEKLY.name)
    assert [found["Name"] for found in client.list_schedules(GroupName="csms-wake-ups")["Schedules"]] == [ONCE.name]


def test_what_the_scheduler_finds_too_late_is_told_apart_from_a_fault() -> None:
    wake_ups = EventBridgeWakeUps("csms-wake-ups", ROLE, QUEUE, DEAD, lambda: NOW)
    client = boto3.client("scheduler", region_name="eu-north-1")
    with Stubber(client) as stub:
        wake_ups._client = client
        for _ in range(3):
            stub.add_client_error("create_schedule", "ValidationException")
        assert wake_ups.ensure(ONCE) is False
        for wake_up in (replace(ONCE, expression="at(2036-06-01T16:09:00)"), WEEKLY):
            with pytest.raises(ClientError):
                wake_ups.ensure(wake_up)
