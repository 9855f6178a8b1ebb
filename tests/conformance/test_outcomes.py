"""What a command's outcome changes is stored with the outcome, or neither is."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from csms.adapters.dynamodb.models import TokenItem
from csms.application.cancel_command import cancel_command
from csms.application.ports import Effects, Ports
from csms.application.record_answer import Answer, record_answer
from csms.application.run_task import run_task
from csms.application.send_command import CommandRequest, send_command
from csms.application.transmit import deadline_task
from csms.domain import ids
from csms.domain.commands import Command, CommandStatus, Outcome
from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import OcppVersion
from tests.support.world import Charger, World


def put(name: str) -> Callable[[Any], None]:
    """A write that holds once."""
    item = TokenItem(name, token=name, type="Local", status="accepted", created_at="2026-03-01T12:00:00.000Z")
    return lambda write: write.put("along", item, TokenItem.key.does_not_exist())


class Telling:
    """Every end of a ClearCache leaves a token of its name and asks for a task."""

    def __init__(self) -> None:
        self.ends: list[str] = []

    def matter(self, version: OcppVersion, action: str) -> bool:
        return action == "ClearCache"

    def effects(self, ports: Ports, command: Command, outcome: Outcome) -> Effects:
        if command.action != "ClearCache":
            return Effects()
        self.ends.append(outcome.status)
        return Effects((put(outcome.status),), ((2, {"task": "drain", "station_key": command.station_key}),))


@pytest.fixture
def told(csms: World) -> Telling:
    telling = Telling()
    csms.ports = replace(csms.ports, outcomes=telling)
    return telling


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(OcppVersion.V16)
    made.boot()
    return made


def known(csms: World, name: str) -> bool:
    return csms.ports.tokens.get(name) is not None


@pytest.mark.parametrize(
    ("frame", "end"), [([3, {"status": "Accepted"}], "done"), ([4, "NotSupported", "", {}], "failed")]
)
def test_an_answer_and_what_it_changes(
    csms: World, charger: Charger, told: Telling, frame: list[Any], end: str
) -> None:
    command = csms.send("cp-1", "ClearCache")
    charger.frame(json.dumps([frame[0], command.message_id, *frame[1:]]))
    assert (told.ends, known(csms, end)) == ([end], True)
    assert (2, {"task": "drain", "station_key": "cp-1"}) in csms.queues.tasks


def test_a_late_answer_is_asked_for_again(csms: World, charger: Charger, told: Telling) -> None:
    command = csms.send("cp-1", "ClearCache")
    csms.forward(seconds=30)
    run_task(csms.ports, deadline_task(command))
    charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert told.ends == ["timed_out", "done"]


def test_expiry_and_cancellation_are_ends_too(csms: World, charger: Charger, told: Telling) -> None:
    csms.send("cp-1", "GetLocalListVersion")
    queued = csms.send("cp-1", "ClearCache")
    cancel_command(csms.ports, ids.join("cp-1", queued.message_id))
    assert (told.ends, known(csms, "cancelled")) == (["cancelled"], True)


def test_where_the_change_does_not_hold_the_command_keeps_its_state(
    csms: World, charger: Charger, told: Telling
) -> None:
    csms.token("done")
    command = csms.send("cp-1", "ClearCache")
    with pytest.raises(ConcurrentChangeError):
        answer(csms, command)
    kept = csms.ports.commands.get("cp-1", command.message_id)
    assert kept is not None
    assert kept.status is CommandStatus.SENT
    assert told.ends == ["done"] * 3


def answer(csms: World, command: Command) -> None:
    connection = csms.ports.connections.get(csms.ports.stations.get("cp-1").connection_id)  # type: ignore[union-attr, arg-type]
    assert connection is not None
    record_answer(csms.ports, connection, Answer(command.message_id, response={"status": "Accepted"}))


def test_a_command_is_stored_with_what_belongs_to_it(csms: World, charger: Charger) -> None:
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    send_command(csms.ports, station, CommandRequest("ClearCache", "{}", along=(put("first"),)))
    send_command(csms.ports, station, CommandRequest("ClearCache", "{}", along=(put("queued"),)))
    assert (known(csms, "first"), known(csms, "queued")) == (True, True)
    with pytest.raises(ConcurrentChangeError):
        send_command(csms.ports, station, CommandRequest("ClearCache", "{}", along=(put("first"),)))
    assert len(csms.ports.commands.page("cp-1", 10, None).items) == 2
