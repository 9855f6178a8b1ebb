"""The planner's queue, one group per site, and the queue of deferred tasks."""

import json
import uuid
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_DELAY_S = 900
# The job is stored after its message.
_EXPORT_DELAY_S = 2


class SqsQueues:
    def __init__(self, planner_queue_url: str, timers_queue_url: str, exports_queue_url: str = "") -> None:
        self._planner_queue_url = planner_queue_url
        self._timers_queue_url = timers_queue_url
        self._exports_queue_url = exports_queue_url
        self._client: SQSClient | None = None

    def request_plan(self, site_id: str) -> None:
        self._connected().send_message(
            QueueUrl=self._planner_queue_url,
            MessageBody=json.dumps({"site_id": site_id}),
            MessageGroupId=site_id,
            MessageDeduplicationId=uuid.uuid4().hex,
        )

    def request_export(self, export_id: str) -> None:
        self._connected().send_message(
            QueueUrl=self._exports_queue_url,
            MessageBody=json.dumps({"export_id": export_id}),
            DelaySeconds=_EXPORT_DELAY_S,
        )

    def after(self, delay_s: int, task: dict[str, Any]) -> None:
        self._connected().send_message(
            QueueUrl=self._timers_queue_url,
            MessageBody=json.dumps(task),
            DelaySeconds=min(max(delay_s, 0), MAX_DELAY_S),
        )

    def _connected(self) -> "SQSClient":
        if self._client is None:
            self._client = boto3.client("sqs")
        return self._client
