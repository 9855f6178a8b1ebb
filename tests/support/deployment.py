"""All functions by their handlers, wired as they are deployed: the real bootstrap and adapters, DynamoDB in this
process, and SQS and @connections played here. Each function is held to what it is granted (permissions.py).
"""

import base64
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest
from botocore.client import BaseClient

from csms import bootstrap
from tests.support.world import PREFIX, World

ORIGIN_SECRET = "the-edge"
_QUEUES = {"planner": "site_planner", "timers": "scheduled_task", "webhooks": "webhook_delivery"}
_ENVIRONMENT = {
    "TABLE_PREFIX": PREFIX,
    "AWS_REGION": "eu-north-1",
    "STATION_API_ENDPOINT": "https://station.test/ocpp",
    "PLANNER_QUEUE_URL": "https://sqs.test/planner",
    "TIMERS_QUEUE_URL": "https://sqs.test/timers",
    "WEBHOOKS_QUEUE_URL": "https://sqs.test/webhooks",
    "PRIVATE_WEBHOOKS": "true",
    "EVENT_BUS_NAME": "events",
    "FILES_BUCKET": "files",
    "FILES_KEY_ID": "AKIATEST",
    "FILES_SECRET": "test",
    "ORIGIN_SECRET": ORIGIN_SECRET,
    "POWERTOOLS_METRICS_NAMESPACE": "csms",
}


class Context:
    memory_limit_in_mb = 512
    aws_request_id = "request"

    def __init__(self, function: str) -> None:
        self.function_name = function
        self.invoked_function_arn = f"arn:aws:lambda:eu-north-1:1:function:{function}"


@dataclass
class Deployment:
    """`posted` and `closed` are what went to stations, `waiting` what the queues hold, `published` the bus."""

    csms: World
    posted: list[tuple[str, str]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    waiting: deque[tuple[str, str]] = field(default_factory=deque)
    published: list[dict[str, Any]] = field(default_factory=list)

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        handler = import_module(f"{function}.handler").handler
        with self.csms.guard.running(function):
            return handler(event, Context(function))

    def connect(
        self, identity: str, password: str, connection_id: str, subprotocol: str = "ocpp1.6", **headers: str
    ) -> dict[str, Any]:
        """The answer to a handshake; `x_origin_secret` is the header of that name."""
        basic = base64.b64encode(f"{identity}:{password}".encode()).decode()
        sent = {
            "authorization": f"Basic {basic}",
            "sec-websocket-protocol": subprotocol,
            "x-origin-secret": ORIGIN_SECRET,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        event = {"headers": sent, "queryStringParameters": {"identity": identity}}
        answer: dict[str, Any] = self.invoke("station_connect", {**event, **_socket(connection_id)})
        return answer

    def frame(self, connection_id: str, frame: Any) -> Any:
        event = {"body": json.dumps(frame), **_socket(connection_id)}
        body = self.invoke("station_message", event).get("body")
        return json.loads(body) if body else None

    def disconnect(self, connection_id: str) -> None:
        self.invoke("station_disconnect", _socket(connection_id))

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """The body of the answer, whose status must be good."""
        answer = self.invoke("operator_api", _request(method, path, body))
        assert answer["statusCode"] < 300, answer
        return json.loads(answer.get("body") or "null")

    def deliver(self) -> None:
        """What the queues hold, until they are empty; every delay is over at once."""
        for _ in range(100):
            if not self.waiting:
                return
            queue, body = self.waiting.popleft()
            record = {
                "messageId": "m",
                "body": body,
                "attributes": {"MessageGroupId": "g", "ApproximateReceiveCount": "1"},
            }
            result = self.invoke(_QUEUES[queue], {"Records": [record]})
            assert result["batchItemFailures"] == [], body
        raise AssertionError("the queues do not come to rest")

    def react(self) -> None:
        """What has been written, to the function that follows the tables; and what that has written."""
        while records := self.csms.journal.take():
            new_events = [r for r in records if _is_event(r) and r["eventName"] == "INSERT"]
            others = [record for record in records if not _is_event(record)]
            for function, brought in (("table_changes", others), ("publish_events", new_events)):
                assert self.invoke(function, {"Records": brought})["batchItemFailures"] == []

    def play(self, service: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """AWS's side of SQS, EventBridge and @connections."""
        guard = self.csms.guard
        if service == "sqs":
            queue = parameters["QueueUrl"].rsplit("/")[-1]
            guard.queue(queue)
            entries = parameters["Entries"] if operation == "SendMessageBatch" else [parameters]
            self.waiting.extend((queue, entry["MessageBody"]) for entry in entries)
            return {"MessageId": "m", "Failed": []}
        if service == "events":
            guard.publish()
            self.published += [json.loads(entry["Detail"]) for entry in parameters["Entries"]]
            return {"Entries": [{"EventId": "e"} for _ in parameters["Entries"]], "FailedEntryCount": 0}
        guard.connection()
        if operation == "PostToConnection":
            self.posted.append((parameters["ConnectionId"], parameters["Data"].decode()))
        else:
            self.closed.append(parameters["ConnectionId"])
        return {}


@contextmanager
def deployment(csms: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    made = Deployment(csms)
    for name, value in _ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    original = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(self: Any, operation: str, parameters: Any) -> Any:
        service = self.meta.service_model.service_name
        played = service in ("sqs", "apigatewaymanagementapi", "events")
        return made.play(service, operation, parameters) if played else original(self, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    bootstrap.ports.cache_clear()
    try:
        yield made
    finally:
        bootstrap.ports.cache_clear()


def _socket(connection_id: str) -> dict[str, Any]:
    return {"requestContext": {"connectionId": connection_id}}


def _request(method: str, path: str, body: Any) -> dict[str, Any]:
    claims = {"username": "ann", "sub": "1", "cognito:groups": "[admin]"}
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "stage": "$default",
            "http": {"method": method, "path": path},
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }


def _is_event(record: dict[str, Any]) -> bool:
    return f"table/{PREFIX}-events/" in record["eventSourceARN"]
