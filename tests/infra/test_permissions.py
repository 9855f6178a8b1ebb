"""Least privilege: every function may do what infra/access.py says, and that is in no policy more."""

from collections import defaultdict
from typing import Any

import pytest

from infra.access import ACCESS
from tests.infra.conftest import Synthesized

_READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"}


def _statements(synthesized: Synthesized, function: str) -> list[dict[str, Any]]:
    role = next(n for n in synthesized.of_type("AWS::IAM::Role") if n.startswith(_id(f"functions{function}role")))
    return [
        statement
        for policy in synthesized.policies
        if policy.get("Roles") == [{"Ref": role}]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def _id(path: str) -> str:
    return path.replace("_", "").replace("-", "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _actions_by_resource(synthesized: Synthesized, function: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for statement in _statements(synthesized, function):
        for resource in _listed(statement["Resource"]):
            found[str(resource)] |= set(_listed(statement["Action"]))
    return found


@pytest.mark.parametrize("function", ACCESS)
def test_tables(synthesized: Synthesized, function: str) -> None:
    granted = _actions_by_resource(synthesized, function)
    for name, table in synthesized.of_type("AWS::DynamoDB::Table").items():
        suffix = table["Properties"]["TableName"].removeprefix("csms-")
        actions = granted.get(str({"Fn::GetAtt": [name, "Arn"]}), set())
        writes, reads = ACCESS[function].writes.split(), ACCESS[function].reads.split()
        may_write = {f"dynamodb:{action}" for action in _WRITES} if suffix in writes else set()
        assert actions == (_READS if suffix in writes + reads else set()) | may_write, suffix


@pytest.mark.parametrize("function", ACCESS)
def test_queues_and_connections(synthesized: Synthesized, function: str) -> None:
    granted = _actions_by_resource(synthesized, function)
    sends = {resource for resource, actions in granted.items() if "sqs:SendMessage" in actions}
    assert len(sends) == len(ACCESS[function].sends.split())
    manages = [resource for resource, actions in granted.items() if "execute-api:ManageConnections" in actions]
    assert len(manages) == (2 if ACCESS[function].manages_connections else 0)
    assert all("/ocpp/POST/@connections/*" in r or "/ocpp/DELETE/@connections/*" in r for r in manages)


@pytest.mark.parametrize("function", ACCESS)
def test_files(synthesized: Synthesized, function: str) -> None:
    granted = _actions_by_resource(synthesized, function)
    on_objects = {actions for actions in map(frozenset, granted.values()) if any(a.startswith("s3:") for a in actions)}
    keeps = {
        frozenset({"s3:GetObject", "s3:DeleteObject"}),
        frozenset({"s3:GetObject"}),
        frozenset({"s3:DeleteObject"}),
        frozenset({"s3:ListBucket"}),
    }
    exports = {frozenset({"s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"})}
    access = ACCESS[function]
    assert on_objects == (keeps if access.keeps_files else exports if access.writes_exports else set())


def test_what_writes_exports_touches_nothing_else_in_the_bucket(synthesized: Synthesized) -> None:
    places = [r for r, actions in _actions_by_resource(synthesized, "export_job").items() if "s3:PutObject" in actions]
    assert len(places) == 1
    assert "/exports/*" in places[0]


@pytest.mark.parametrize("function", ACCESS)
def test_the_token_of_a_price_provider(synthesized: Synthesized, function: str) -> None:
    granted = _actions_by_resource(synthesized, function)
    readable = [resource for resource, actions in granted.items() if "ssm:GetParameter" in actions]
    assert len(readable) == ACCESS[function].fetches_prices
    assert all(resource.endswith(":parameter/csms/entsoe-token']]}") for resource in readable)


@pytest.mark.parametrize("function", ACCESS)
def test_wake_ups(synthesized: Synthesized, function: str) -> None:
    granted = _actions_by_resource(synthesized, function)
    found = {resource: actions for resource, actions in granted.items() if "scheduler:CreateSchedule" in actions}
    passed = [resource for resource, actions in granted.items() if "iam:PassRole" in actions]
    assert (len(found), len(passed)) == ((1, 1) if ACCESS[function].sets_wake_ups else (0, 0))
    assert all(actions == {"scheduler:CreateSchedule", "scheduler:DeleteSchedule"} for actions in found.values())
    assert all("schedule/csms-wake-ups/*" in resource for resource in found)


def test_what_signs_urls_may_get_and_put_single_objects_only(synthesized: Synthesized) -> None:
    [policy] = [policy for policy in synthesized.properties("AWS::IAM::Policy") if "Users" in policy]
    [bucket] = synthesized.of_type("AWS::S3::Bucket")
    allowed = {
        (action, resource["Fn::Join"][1][1])
        for statement in policy["PolicyDocument"]["Statement"]
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
        if resource["Fn::Join"][1][0] == {"Fn::GetAtt": [bucket, "Arn"]}
    }
    exchanged = {(f"s3:{verb}Object", f"/{place}/*") for verb in ("Get", "Put") for place in ("firmware", "uploads")}
    assert allowed == exchanged | {("s3:GetObject", "/exports/*")}


@pytest.mark.parametrize("function", ACCESS)
def test_streams_and_the_bus(synthesized: Synthesized, function: str) -> None:
    granted = _actions_by_resource(synthesized, function)
    read = {resource for resource, actions in granted.items() if "dynamodb:GetRecords" in actions}
    tables = synthesized.of_type("AWS::DynamoDB::Table").items()
    streamed = {n: t["Properties"]["TableName"] for n, t in tables if "StreamSpecification" in t["Properties"]}
    log = {n for n, name in streamed.items() if name == "csms-events"}
    followed = {"table_changes": set(streamed) - log, "publish_events": log}.get(function, set())
    assert read == {str({"Fn::GetAtt": [n, "StreamArn"]}) for n in followed}
    [bus] = synthesized.of_type("AWS::Events::EventBus")
    publishes = "events:PutEvents" in granted.get(str({"Fn::GetAtt": [bus, "Arn"]}), set())
    assert publishes is ACCESS[function].publishes


def test_nothing_is_allowed_on_everything(synthesized: Synthesized) -> None:
    for policy in synthesized.policies:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert "*" not in _listed(statement["Resource"])
            assert not any("*" in action for action in _listed(statement["Action"]) if "index" not in action)
