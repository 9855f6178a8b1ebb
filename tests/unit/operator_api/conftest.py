import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from operator_api import command_views
from operator_api.handler import handler

from csms import bootstrap
from csms.adapters.dynamodb.plans import DynamoPlans
from csms.adapters.dynamodb.schedules import DynamoSchedules
from csms.adapters.dynamodb.sites import DynamoSites
from csms.domain.stations import OcppVersion
from tests.support.world import Charger, World, world


class Context:
    function_name = "operator_api"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-north-1:1:function:operator_api"
    aws_request_id = "request"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str | None

    @property
    def body(self) -> Any:
        return json.loads(self.text or "null")

    def fields(self) -> list[str]:
        """The members that a problem blames."""
        return [error["field"] for error in self.body["errors"]]


@dataclass
class Api:
    """The HTTP API on a world of its own; requests come as API Gateway sends them."""

    csms: World
    role: str = "admin"
    claims: dict[str, Any] = field(default_factory=lambda: {"username": "ann", "sub": "1"})

    def send(self, method: str, path: str, body: Any = None, **event: Any) -> Answer:
        """`body` as JSON, or as it is where it is text."""
        query, headers = event.pop("query", {}), event.pop("headers", {})
        claims = {**self.claims, "cognito:groups": f"[{self.role}]"}
        made = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": "&".join(f"{name}={quote(str(value))}" for name, value in query.items()),
            "headers": {"content-type": "application/json"} | headers,
            "requestContext": {
                "stage": "$default",
                "http": {"method": method, "path": path},
                "authorizer": {"jwt": {"claims": claims, "scopes": None}},
            },
            "body": body if isinstance(body, str) or body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        if query:
            made["queryStringParameters"] = {name: str(value) for name, value in query.items()}
        with self.csms.guard.running("operator_api"):
            result = handler({**made, **event}, Context())  # type: ignore[arg-type]
        return Answer(result["statusCode"], result.get("headers", {}), result.get("body"))

    def get(self, path: str, **query: Any) -> Answer:
        return self.send("GET", path, query=query)

    def put(self, path: str, body: Any = None) -> Answer:
        return self.send("PUT", path, body)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """`idempotency_key="k"` is the header Idempotency-Key."""
        return self.send("POST", path, body, headers={name.replace("_", "-"): v for name, v in headers.items()})

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    def station(self, version: OcppVersion = OcppVersion.V16, identity: str = "CP-1", **members: Any) -> Charger:
        """A station that is registered, connected and booted."""
        self.csms.register(identity, **members)
        charger = self.csms.connect(version, identity)
        charger.boot()
        self.csms.link.sent.clear()
        return charger

    def check_event(self, event: dict[str, Any]) -> None:
        """It is as the schema of its type says."""
        schema = self.get(f"/api/event-types/{event['type']}").body["json_schema"]
        Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(event)

    def wire(self) -> list[Any]:
        """The frames sent to stations."""
        return [json.loads(text) for _, text in self.csms.link.sent]


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    with world() as csms:
        ports = replace(csms.ports, sites=DynamoSites(), schedules=DynamoSchedules(), plans=DynamoPlans())
        csms.ports = ports
        monkeypatch.setattr(bootstrap, "ports", lambda: ports)
        monkeypatch.setattr(command_views, "sleep", lambda seconds: csms.forward(seconds=seconds))
        yield Api(csms)
