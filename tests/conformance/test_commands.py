"""CALLs of the CSMS: stored before they are sent, one in flight, answered in time, late, wrongly or never."""

import json

import pytest

from csms.application.run_task import run_task
from csms.application.transmit import deadline_task
from csms.domain.commands import Command, CommandStatus
from csms.domain.errors import ConflictError, StationOfflineError
from csms.domain.stations import OcppVersion, Registration
from tests.support.world import BOOT, Charger, World

V16, V201, V21 = OcppVersion


@pytest.fixture(params=list(OcppVersion))
def charger(csms: World, request: pytest.FixtureRequest) -> Charger:
    made = csms.connect(request.param)
    made.boot()
    return made


def state(csms: World, command: Command) -> Command:
    found = csms.ports.commands.get(command.station_key, command.message_id)
    assert found is not None
    return found


def wire(csms: World) -> list[str]:
    return [json.loads(text)[2] for _, text in csms.link.sent]


def queue_until(csms: World) -> dict[str, object]:
    from datetime import timedelta

    return {"queue_until": csms.moment + timedelta(hours=1)}


def test_it_is_stored_before_it_is_sent(csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[CommandStatus] = []

    def send(connection_id: str, text: str) -> bool:
        found = csms.ports.commands.get("cp-1", json.loads(text)[1])
        seen.append(found.status if found else CommandStatus.FAILED)
        return True

    monkeypatch.setattr(csms.link, "send", send)
    csms.send("cp-1", "ClearCache")
    assert seen == [CommandStatus.SENT]


def test_it_goes_on_the_wire_as_the_caller_wrote_it(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "DataTransfer", '{"vendorId":"ü","data":{"b":1.0,"a":[2,1]}}')
    text = f'[2,"{command.message_id}","DataTransfer",{{"vendorId":"ü","data":{{"b":1.0,"a":[2,1]}}}}]'
    assert csms.link.sent == [(charger.connection_id, text)]


def test_the_stations_status_is_the_result(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "ClearCache")
    assert charger.frame(json.dumps([3, command.message_id, {"status": "Rejected"}])) is None
    done = state(csms, command)
    assert (done.status, done.response) == (CommandStatus.DONE, {"status": "Rejected"})


@pytest.mark.parametrize("rest", [["NotSupported", "no", {}], ["NotSupported", "no"], ["NotSupported"], []])
def test_a_callerror_is_a_result_too(csms: World, charger: Charger, rest: list[object]) -> None:
    command = csms.send("cp-1", "ClearCache")
    charger.frame(json.dumps([4, command.message_id, *rest]))
    failed = state(csms, command)
    assert failed.status is CommandStatus.FAILED
    assert failed.error is not None
    assert failed.error["code"] == ("NotSupported" if rest else "")


@pytest.mark.parametrize("payload", [None, {}, [], "Accepted", {"status": 7}, {"status": "Whatever"}])
def test_garbage_for_an_answer_is_kept_and_counted(csms: World, charger: Charger, payload: object) -> None:
    command = csms.send("cp-1", "ClearCache")
    charger.frame(json.dumps([3, command.message_id, payload]))
    assert (state(csms, command).status, state(csms, command).response) == (CommandStatus.DONE, payload)
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.deviations == {"answer:ClearCache": 1}


def test_only_one_is_in_flight_and_the_others_keep_their_order(csms: World, charger: Charger) -> None:
    actions = ["ClearCache", "GetLocalListVersion", "DataTransfer"]
    commands = [
        csms.send("cp-1", action, '{"vendorId":"v"}' if action == "DataTransfer" else "{}") for action in actions
    ]
    assert [command.status for command in commands] == [CommandStatus.SENT, CommandStatus.QUEUED, CommandStatus.QUEUED]
    for count, command in enumerate(commands, start=1):
        assert wire(csms) == actions[:count]
        charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert [state(csms, command).status for command in commands] == [CommandStatus.DONE] * 3


def test_no_answer_in_time_frees_the_slot_and_a_late_one_is_recorded(csms: World, charger: Charger) -> None:
    first, second = csms.send("cp-1", "ClearCache"), csms.send("cp-1", "GetLocalListVersion")
    assert (30, deadline_task(first)) in csms.queues.tasks
    csms.forward(seconds=30)
    run_task(csms.ports, deadline_task(first))
    assert (state(csms, first).status, state(csms, second).status) == (CommandStatus.TIMED_OUT, CommandStatus.SENT)
    charger.frame(json.dumps([3, first.message_id, {"status": "Accepted"}]))
    assert (state(csms, first).status, state(csms, second).status) == (CommandStatus.DONE, CommandStatus.SENT)
    run_task(csms.ports, deadline_task(first))
    assert state(csms, first).status is CommandStatus.DONE


def test_the_answer_may_come_on_a_later_connection(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "ClearCache")
    again = csms.connect(charger.version)
    again.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert state(csms, command).status is CommandStatus.DONE


def test_a_second_answer_changes_nothing(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "ClearCache")
    for status in ("Accepted", "Rejected"):
        charger.frame(json.dumps([3, command.message_id, {"status": status}]))
    assert state(csms, command).response == {"status": "Accepted"}


def test_another_station_cannot_answer_it(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "ClearCache")
    csms.register("CP-2")
    other = csms.connect(V16, "CP-2")
    other.boot()
    other.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert state(csms, command).status is CommandStatus.SENT


def test_a_hard_reset_blocks_nothing(csms: World, charger: Charger) -> None:
    request = '{"type":"Hard"}'
    reset = csms.send("cp-1", "Reset", request)
    after = csms.send("cp-1", "ClearCache")
    assert (reset.status, after.status) == (CommandStatus.SENT, CommandStatus.SENT)
    charger.frame(json.dumps([3, reset.message_id, {"status": "Accepted"}]))
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert (state(csms, reset).status, station.in_flight and station.in_flight.action) == (
        CommandStatus.DONE,
        "ClearCache",
    )


class TestOffline:
    def test_it_is_refused_at_once(self, csms: World, charger: Charger) -> None:
        csms.forward(minutes=30)
        with pytest.raises(StationOfflineError):
            csms.send("cp-1", "ClearCache")

    def test_a_link_that_is_gone_is_noticed(self, csms: World, charger: Charger) -> None:
        csms.link.gone.add(charger.connection_id)
        with pytest.raises(StationOfflineError):
            csms.send("cp-1", "ClearCache")
        station = csms.ports.stations.get("cp-1")
        assert station is not None
        assert (station.connection_id, station.in_flight) == (None, None)
        assert csms.ports.commands.page("cp-1", 10, None).items[0].status is CommandStatus.CANCELLED

    def test_it_waits_where_the_caller_asked_for_it(self, csms: World, charger: Charger) -> None:
        csms.link.gone.add(charger.connection_id)
        commands = [csms.send("cp-1", action, **queue_until(csms)) for action in ("ClearCache", "GetLocalListVersion")]
        assert {command.status for command in commands} == {CommandStatus.QUEUED}
        again = csms.connect(charger.version)
        csms.drain()
        assert wire(csms) == ["ClearCache"]
        again.frame(json.dumps([3, commands[0].message_id, {"status": "Accepted"}]))
        assert wire(csms) == ["ClearCache", "GetLocalListVersion"]

    def test_what_has_waited_too_long_is_not_sent(self, csms: World, charger: Charger) -> None:
        csms.link.gone.add(charger.connection_id)
        late = csms.send("cp-1", "ClearCache", **queue_until(csms))
        csms.forward(hours=2)
        csms.connect(charger.version)
        csms.drain()
        assert (wire(csms), state(csms, late).status) == ([], CommandStatus.EXPIRED)
        station = csms.ports.stations.get("cp-1")
        assert station is not None
        assert station.queued_commands == 0

    def test_a_link_lost_while_draining_loses_no_command(self, csms: World, charger: Charger) -> None:
        csms.link.gone.add(charger.connection_id)
        waiting = csms.send("cp-1", "ClearCache", **queue_until(csms))
        second = csms.connect(charger.version)
        csms.link.gone.add(second.connection_id)
        csms.drain()
        assert state(csms, waiting).status is CommandStatus.QUEUED
        csms.connect(charger.version)
        csms.drain()
        assert state(csms, waiting).status is CommandStatus.SENT


def test_a_rejected_station_may_only_be_asked_to_boot(csms: World) -> None:
    csms.register(registration=Registration.REJECTED)
    csms.connect(V16).ask("BootNotification", BOOT[V16])
    with pytest.raises(ConflictError):
        csms.send("cp-1", "ClearCache")
    assert csms.send("cp-1", "TriggerMessage", '{"requestedMessage":"BootNotification"}').status is CommandStatus.SENT


def test_a_pending_station_may_be_configured_but_not_started(csms: World) -> None:
    csms.register(registration=Registration.PENDING)
    csms.connect(V16).ask("BootNotification", BOOT[V16])
    with pytest.raises(ConflictError):
        csms.send("cp-1", "RemoteStartTransaction", '{"idTag":"T"}')
    assert csms.send("cp-1", "GetConfiguration").status is CommandStatus.SENT


def test_a_plans_command_tells_the_planner(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "ClearCache", origin="plan:home")
    charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}]))
    assert csms.queues.plans == ["home"]
