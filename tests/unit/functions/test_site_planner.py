"""The planner's queue: a site named often is planned once, and one that fails does not stop the others."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from site_planner import handler


@dataclass
class Context:
    function_name: str = "site_planner"
    memory_limit_in_mb: int = 128
    invoked_function_arn: str = "arn"
    aws_request_id: str = "id"


def record(number: int, site_id: str, **members: str) -> dict[str, Any]:
    attributes = {"MessageGroupId": site_id, "ApproximateReceiveCount": "1"}
    body = json.dumps({"site_id": site_id, **members})
    return {"messageId": f"m{number}", "body": body, "attributes": attributes, "eventSource": "aws:sqs"}


def test_each_site_of_a_batch_is_planned_once_and_failures_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[str] = []

    def plan_site(ports: object, site_id: str) -> None:
        planned.append(site_id)
        if site_id == "broken":
            raise RuntimeError("no")

    monkeypatch.setattr("csms.bootstrap.ports", lambda: None)
    monkeypatch.setattr(handler, "plan_site", plan_site)
    records = [record(number, site) for number, site in enumerate(["a", "broken", "a", "broken", "b", "a"])]
    answer = handler.handler({"Records": records}, Context())  # type: ignore[arg-type]
    assert planned == ["a", "broken", "b"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m3"}]}


def test_a_weekly_wake_up_that_nothing_booked_needs_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr("csms.bootstrap.ports", lambda: None)
    monkeypatch.setattr(handler, "plan_site", lambda ports, site_id: calls.append(("plan", site_id)))
    monkeypatch.setattr(handler, "retire", lambda ports, site_id, name: calls.append(("retire", site_id, name)))
    records = [record(1, "a", weekly_wake_up="w"), record(2, "a", weekly_wake_up="v"), record(3, "b", wake_up="once")]
    handler.handler({"Records": records}, Context())  # type: ignore[arg-type]
    assert calls == [("retire", "a", "w"), ("plan", "a"), ("retire", "a", "v"), ("plan", "b")]


def test_what_is_booked_is_found_in_the_log_though_its_site_was_planned_for_another_reason(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A change and the ring of what is booked come in one batch where the planner was busy for a while."""
    monkeypatch.setattr("csms.bootstrap.ports", lambda: None)
    monkeypatch.setattr(handler, "plan_site", lambda ports, site_id: None)
    records = [record(1, "a"), record(2, "a", rings_at="2026-11-28T03:16:54Z"), record(3, "b")]
    handler.handler({"Records": records}, Context())  # type: ignore[arg-type]
    logged = [(entry.__dict__["site_id"], entry.__dict__["rings_at"]) for entry in caplog.records]
    assert logged == [("a", None), ("a", "2026-11-28T03:16:54Z"), ("b", None)]
