"""$default: whatever breaks, the charger gets OCPP or silence, never API Gateway's own JSON."""

import base64
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from station_message.handler import handler

from csms import bootstrap
from csms.application.run_task import run_task
from csms.domain.commands import CommandStatus
from csms.domain.stations import OcppVersion
from tests.support.world import World, world

CONTEXT: Any = SimpleNamespace(
    function_name="f", memory_limit_in_mb=1, invoked_function_arn="arn", aws_request_id="r", tenant_id=None
)


@pytest.fixture
def csms(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world() as made:
        made.register()
        monkeypatch.setattr(bootstrap, "ports", lambda: made.ports)
        yield made


def send(connection_id: str, body: str | None) -> dict[str, Any]:
    return handler({"requestContext": {"connectionId": connection_id}, "body": body}, CONTEXT)


def test_the_reply_is_the_body(csms: World) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    answer = send(charger.connection_id, '[2,"7","Heartbeat",{}]')
    assert (answer["statusCode"], json.loads(answer["body"])[:2]) == (200, [3, "7"])


def test_a_superseded_socket_hears_nothing_and_is_closed(csms: World) -> None:
    assert send("forgotten", '[2,"7","Heartbeat",{}]') == {"statusCode": 200}
    assert csms.link.closed == ["forgotten"]


@pytest.mark.parametrize(
    ("body", "reply"),
    [
        ('[2,"7","StopTransaction",{}]', [4, "7", "InternalError", "The message could not be processed", {}]),
        ('[3,"7",{}]', None),
        ("[2,", None),
        ("", None),
        (None, None),
    ],
)
def test_without_the_tables_a_call_is_an_internal_error(
    csms: World, monkeypatch: pytest.MonkeyPatch, body: str | None, reply: list[Any] | None
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("table is down")

    monkeypatch.setattr(type(csms.ports.connections), "get", broken)
    answer = send("c1", body)
    assert (json.loads(answer["body"]) if "body" in answer else None) == reply


def test_an_answer_that_could_not_be_placed_is_placed_later(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    command = csms.send("cp-1", "ClearCache")

    def broken(*_: object) -> None:
        raise RuntimeError("table is down")

    monkeypatch.setattr(type(csms.ports.connections), "get", broken)
    assert send(charger.connection_id, json.dumps([3, command.message_id, {"status": "Accepted"}])) == {
        "statusCode": 200
    }
    monkeypatch.undo()
    csms.forward(seconds=20)
    csms.connect(OcppVersion.V16)
    for task in [task for _, task in csms.queues.tasks if task["task"] == "frame"]:
        run_task(csms.ports, task)
        run_task(csms.ports, {**task, "connection_id": "gone"})
    done = csms.ports.commands.get("cp-1", command.message_id)
    assert done is not None
    assert done.status is CommandStatus.DONE


@pytest.mark.parametrize(
    ("frame", "reply"),
    [(b'[2,"\xc3\xbc","Heartbeat",{}]', [3, "ü"]), (b'[2,"\xff","Heartbeat",{}]', [4, "-1"])],
)
def test_a_binary_frame_is_read_as_text(csms: World, frame: bytes, reply: list[Any]) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    body = base64.b64encode(frame).decode()
    event = {"requestContext": {"connectionId": charger.connection_id}, "body": body, "isBase64Encoded": True}
    assert json.loads(handler(event, CONTEXT)["body"])[:2] == reply
