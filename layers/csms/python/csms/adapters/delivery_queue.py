"""The queue of attempts to deliver. A webhook's id is its message group: on a standard queue that keeps no order, but
lets a receiver with a backlog not hold up the others (fair queues)."""

import json
from dataclasses import asdict
from typing import Any

import boto3

from csms.application.ports import DeliveryTask

_AT_ONCE = 10


class SqsDeliveryQueue:
    def __init__(self, url: str) -> None:
        self._url = url
        self._client: Any = None

    def send(self, tasks: list[DeliveryTask], delay_s: int = 0) -> list[DeliveryTask]:
        chunks = [tasks[start : start + _AT_ONCE] for start in range(0, len(tasks), _AT_ONCE)]
        return [refused for chunk in chunks for refused in self._send(chunk, delay_s)]

    def _send(self, tasks: list[DeliveryTask], delay_s: int) -> list[DeliveryTask]:
        entries = [
            {
                "Id": str(place),
                "MessageBody": json.dumps(asdict(task)),
                "DelaySeconds": delay_s,
                "MessageGroupId": task.webhook_id,
            }
            for place, task in enumerate(tasks)
        ]
        answer = self._connected().send_message_batch(QueueUrl=self._url, Entries=entries)
        return [tasks[int(failed["Id"])] for failed in answer.get("Failed", [])]

    def _connected(self) -> Any:
        if self._client is None:
            self._client = boto3.client("sqs")
        return self._client
