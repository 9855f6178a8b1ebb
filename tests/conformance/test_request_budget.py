"""DynamoDB requests per frame are a budget (DESIGN): a request more on each frame is a bill."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from tests.conformance.test_transactions_2x import EVENTS
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion
STATUS_16 = {"connectorId": 1, "errorCode": "NoError", "status": "Available"}
STATUS_2X = {"timestamp": "2026-03-01T11:00:00Z", "connectorStatus": "Available", "evseId": 1, "connectorId": 1}
START = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": "2026-03-01T11:00:00Z"}
STOP = {"transactionId": 1, "idTag": "TAG-1", "meterStop": 1, "timestamp": "2026-03-01T11:30:00Z"}
VALUES = {"connectorId": 1, "transactionId": 1, "meterValue": [
    {"timestamp": "2026-03-01T11:10:00Z", "sampledValue": [{"value": "1"}]}]}  # fmt: skip
REPORT_2X = {"requestId": 1, "seqNo": 0, "generatedAt": "2026-03-01T11:00:00Z"}
TOKEN_2X = {"idToken": {"idToken": "TAG-1", "type": "ISO14443"}}


def start_16(charger: Charger) -> None:
    charger.ask("StartTransaction", START)


def start_2x(charger: Charger) -> None:
    charger.ask("TransactionEvent", EVENTS[0])


def nothing(charger: Charger) -> None:
    pass


@pytest.mark.parametrize(
    ("version", "before", "action", "payload", "budget"),
    [
        (V16, nothing, "Heartbeat", {}, 1),
        (V16, nothing, "StatusNotification", STATUS_16, 2),
        (V16, nothing, "BootNotification", BOOT[V16], 3),
        (V16, nothing, "Authorize", {"idTag": "TAG-1"}, 2),
        (V16, nothing, "StartTransaction", START, 4),
        (V16, start_16, "MeterValues", VALUES, 2),
        (V16, start_16, "StopTransaction", STOP, 4),
        (V201, nothing, "Heartbeat", {}, 1),
        (V201, nothing, "StatusNotification", STATUS_2X, 2),
        (V201, nothing, "BootNotification", BOOT[V201], 3),
        (V201, nothing, "Authorize", TOKEN_2X, 2),
        (V201, nothing, "TransactionEvent", EVENTS[0], 4),
        (V201, start_2x, "TransactionEvent", EVENTS[1], 3),
        (V201, start_2x, "TransactionEvent", EVENTS[3], 4),
        (V21, nothing, "TransactionEvent", EVENTS[0], 4),
        (V16, nothing, "FirmwareStatusNotification", {"status": "Installing"}, 3),
        (V201, nothing, "NotifyReport", REPORT_2X, 4),
    ],
)
def test_a_frame_keeps_to_its_budget(
    csms: World,
    version: OcppVersion,
    before: Callable[[Charger], None],
    action: str,
    payload: dict[str, Any],
    budget: int,
) -> None:
    charger = csms.connect(version)
    charger.boot()
    before(charger)
    csms.requests.clear()
    charger.ask(action, payload)
    assert len(csms.requests) <= budget, csms.requests


def test_an_answer_keeps_to_its_budget(csms: World) -> None:
    charger = csms.connect(V16)
    charger.boot()
    command = csms.send("cp-1", "ClearCache")
    csms.requests.clear()
    charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert len(csms.requests) <= 3, csms.requests


def test_presence_is_written_every_few_minutes_only(csms: World) -> None:
    charger = csms.connect(V16)
    charger.boot()
    for minutes, expected in ((1, 1), (3, 2), (1, 1)):
        csms.forward(minutes=minutes)
        csms.requests.clear()
        charger.ask("Heartbeat", {})
        assert len(csms.requests) == expected
