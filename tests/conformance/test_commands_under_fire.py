"""Many commands, two operators, an answer for every order of events: one in flight, in order, none lost."""

import json
import os
from datetime import timedelta
from typing import Any

import pytest

from csms.application.cancel_command import cancel_command
from csms.application.run_task import run_task
from csms.application.transmit import deadline_task
from csms.domain import ids
from csms.domain.commands import Command, CommandStatus
from csms.domain.errors import ConflictError
from csms.domain.stations import OcppVersion
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion
# moto reads a whole partition for each query, so a thousand take a minute: QUEUED_COMMANDS=1000 pytest -k thousand
QUEUED = int(os.environ.get("QUEUED_COMMANDS", "150"))


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(V16)
    made.boot()
    csms.link.sent.clear()
    return made


def status(csms: World, command: Command) -> CommandStatus:
    found = csms.ports.commands.get(command.station_key, command.message_id)
    assert found is not None
    return found.status


def in_flight(csms: World) -> str | None:
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    return station.in_flight.message_id if station.in_flight else None


def test_a_thousand_wait_for_one_station_and_go_in_order(csms: World, charger: Charger) -> None:
    csms.link.gone.add(charger.connection_id)
    until = csms.moment + timedelta(hours=1)
    wishes = [json.dumps({"vendorId": "v", "messageId": str(number)}) for number in range(QUEUED)]
    for wish in wishes:
        csms.send("cp-1", "DataTransfer", wish, queue_until=until)
    again = csms.connect(V16)
    csms.drain()
    for number, wish in enumerate(wishes, start=1):
        assert len(csms.link.sent) == number
        _, message_id, _, payload = json.loads(csms.link.sent[-1][1])
        assert payload == json.loads(wish)
        again.frame(json.dumps([3, message_id, {"status": "Accepted"}]))
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert (station.queued_commands, station.in_flight) == (0, None)
    page = csms.ports.commands.page("cp-1", QUEUED, None)
    assert {command.status for command in page.items} == {CommandStatus.DONE}


def test_a_station_that_never_answers_gets_all_that_waits_one_deadline_after_another(
    csms: World, charger: Charger
) -> None:
    commands = [csms.send("cp-1", "ClearCache") for _ in range(15)]
    for number, command in enumerate(commands, start=1):
        assert len(csms.link.sent) == number
        csms.forward(seconds=30)
        charger.ask("Heartbeat", {})
        run_task(csms.ports, deadline_task(command))
    assert {status(csms, command) for command in commands} == {CommandStatus.TIMED_OUT}


def test_two_operators_at_once(csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both saw a free slot; the one that stores first has it, the other waits."""
    add_sent, rivals = csms.ports.commands.add_sent, []

    def racing(command: Command, takes_slot: bool, along: tuple[Any, ...] = ()) -> bool:
        if not rivals:
            rivals.append(command)
            rivals.append(csms.send("cp-1", "GetLocalListVersion"))
        return add_sent(command, takes_slot, along)

    monkeypatch.setattr(csms.ports.commands, "add_sent", racing)
    mine = csms.send("cp-1", "ClearCache")
    theirs = rivals[1]
    assert (status(csms, theirs), status(csms, mine)) == (CommandStatus.SENT, CommandStatus.QUEUED)
    charger.frame(json.dumps([3, theirs.message_id, {"listVersion": 1}]))
    assert [json.loads(text)[2] for _, text in csms.link.sent] == ["GetLocalListVersion", "ClearCache"]


def test_one_is_cancelled_while_it_waits_and_never_once_it_has_left(csms: World, charger: Charger) -> None:
    sent, waiting = csms.send("cp-1", "ClearCache"), csms.send("cp-1", "GetLocalListVersion")
    cancel_command(csms.ports, ids.join("cp-1", waiting.message_id))
    with pytest.raises(ConflictError):
        cancel_command(csms.ports, ids.join("cp-1", sent.message_id))
    charger.frame(json.dumps([3, sent.message_id, {"status": "Accepted"}]))
    assert (status(csms, waiting), len(csms.link.sent), in_flight(csms)) == (CommandStatus.CANCELLED, 1, None)


@pytest.mark.parametrize("when", ["in time", "late"])
def test_an_answer_on_the_next_socket_lets_the_queue_go_on(csms: World, charger: Charger, when: str) -> None:
    first, second = csms.send("cp-1", "ClearCache"), csms.send("cp-1", "GetLocalListVersion")
    again = csms.connect(V16)
    if when == "late":
        csms.forward(seconds=31)
        run_task(csms.ports, deadline_task(first))
    again.frame(json.dumps([3, first.message_id, {"status": "Accepted"}]))
    assert (status(csms, first), status(csms, second)) == (CommandStatus.DONE, CommandStatus.SENT)
    assert csms.link.sent[-1][0] == again.connection_id
    assert in_flight(csms) == second.message_id


def test_a_timer_that_rings_twice_or_after_the_answer_changes_nothing(csms: World, charger: Charger) -> None:
    first, second = csms.send("cp-1", "ClearCache"), csms.send("cp-1", "GetLocalListVersion")
    charger.frame(json.dumps([3, first.message_id, {"status": "Accepted"}]))
    csms.forward(seconds=29)
    for _ in range(2):
        run_task(csms.ports, deadline_task(first))
    assert (status(csms, first), status(csms, second)) == (CommandStatus.DONE, CommandStatus.SENT)
    assert in_flight(csms) == second.message_id


def test_a_function_that_died_after_the_answer_leaves_no_queue_behind(
    csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock of the answered command moves the queue on."""
    from csms.application import record_answer

    first, second = csms.send("cp-1", "ClearCache"), csms.send("cp-1", "GetLocalListVersion")
    monkeypatch.setattr(record_answer, "after_outcome", lambda *_, **__: None)
    charger.frame(json.dumps([3, first.message_id, {"status": "Accepted"}]))
    assert status(csms, second) is CommandStatus.QUEUED
    csms.forward(seconds=30)
    run_task(csms.ports, deadline_task(first))
    assert status(csms, second) is CommandStatus.SENT
