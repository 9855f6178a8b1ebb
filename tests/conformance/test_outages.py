"""What a charger and an operator see when a table, a queue or the link fails: an answer, and nothing lost."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from csms.application.park_frame import PARKED_FOR_S
from csms.application.ports import Delivery
from csms.application.run_task import run_task
from csms.application.transmit import deadline_task
from csms.domain.commands import CommandStatus
from csms.domain.stations import OcppVersion
from tests.conformance.test_transactions_2x import EVENTS
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion
START = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": "2026-03-01T11:00:00Z"}
STOP = {"transactionId": 1, "meterStop": 6000, "idTag": "TAG-1", "timestamp": "2026-03-01T11:30:00Z"}
STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Charging"}


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(V16)
    made.boot()
    return made


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], None]:
    """Makes one method of a store fail until `monkeypatch.undo()`."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("table is down")

    return lambda store, method: monkeypatch.setattr(store if method == "after" else type(store), method, broken)


def run_parked(csms: World) -> None:
    parked = [task for delay_s, task in csms.queues.tasks if task["task"] == "frame" and delay_s == PARKED_FOR_S]
    csms.forward(seconds=PARKED_FOR_S)
    for task in parked:
        run_task(csms.ports, json.loads(json.dumps(task)))


def test_a_stop_is_answered_and_stored_later(
    csms: World, charger: Charger, outage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    charger.ask("StartTransaction", START)
    outage(csms.ports.transactions, "record")
    assert charger.ask("StopTransaction", STOP) == {}
    monkeypatch.undo()
    run_parked(csms)
    (stored,) = csms.transactions()
    assert (stored.open, stored.energy_wh) == (False, 5000)
    run_parked(csms)
    assert csms.transactions() == [stored]


@pytest.mark.parametrize("version", [V201, V21])
def test_an_event_without_a_token_is_answered_and_stored_later(
    csms: World, version: OcppVersion, outage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    charger = csms.connect(version)
    charger.boot()
    charger.ask("TransactionEvent", EVENTS[0])
    outage(csms.ports.transactions, "record")
    assert charger.ask("TransactionEvent", EVENTS[3]) == {}
    assert charger.error("TransactionEvent", {**EVENTS[1], "idToken": EVENTS[0]["idToken"]}) == "InternalError"
    monkeypatch.undo()
    run_parked(csms)
    assert csms.transactions()[0].energy_wh == 5000


def test_a_start_needs_its_number_so_it_is_refused_and_sent_again(
    csms: World, charger: Charger, outage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    outage(csms.ports.transactions, "record")
    assert charger.error("StartTransaction", START) == "InternalError"
    monkeypatch.undo()
    number = charger.ask("StartTransaction", START)["transactionId"]
    assert [t.ocpp_transaction_id for t in csms.transactions()] == [str(number)]


def test_a_parked_frame_counts_from_when_it_came(
    csms: World, charger: Charger, outage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = csms.moment
    outage(csms.ports.stations, "record_connector")
    charger.ask("StatusNotification", STATUS)
    monkeypatch.undo()
    csms.forward(seconds=10)
    run_parked(csms)
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert [c.status for c in station.connectors] == ["Charging"]
    assert station.connectors[0].reported_at[:19] == came.isoformat()[:19]


def test_without_tables_and_queue_only_what_is_never_sent_again_is_answered(
    csms: World, charger: Charger, outage: Any
) -> None:
    outage(csms.ports.transactions, "record")
    outage(csms.ports.stations, "record_connector")
    outage(csms.queues, "after")
    assert charger.ask("StatusNotification", STATUS) == {}
    assert charger.error("StopTransaction", STOP) == "InternalError"


def test_an_answer_of_the_station_is_not_lost(
    csms: World, charger: Charger, outage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = csms.send("cp-1", "ClearCache")
    outage(csms.ports.commands, "finish")
    assert charger.frame(json.dumps([3, command.message_id, {"status": "Accepted"}])) is None
    monkeypatch.undo()
    run_parked(csms)
    found = csms.ports.commands.get("cp-1", command.message_id)
    assert found is not None
    assert found.status is CommandStatus.DONE


@pytest.mark.parametrize("store", ["connections.touch", "stations.count_deviations", "station_events.add"])
def test_bookkeeping_that_fails_costs_no_answer(csms: World, charger: Charger, outage: Any, store: str) -> None:
    name, _, method = store.partition(".")
    outage(getattr(csms.ports, name), method)
    csms.forward(minutes=5)
    assert charger.ask("Heartbeat", {"extra": None})


def test_a_gate_that_cannot_be_read_is_an_internal_error(csms: World, outage: Any) -> None:
    csms.register("CP-2")
    fresh = csms.connect(V201, "CP-2")
    outage(csms.ports.commands, "page")
    assert fresh.error("Heartbeat", {}) == "InternalError"


class TestTheLink:
    """`@connections` refuses, breaks, or says nothing of what became of the frame."""

    def deliver(self, csms: World, monkeypatch: pytest.MonkeyPatch, *outcomes: Delivery) -> list[str]:
        sent, left = [], list(outcomes)

        def send(connection_id: str, text: str) -> Delivery:
            sent.append(json.loads(text)[2])
            return left.pop(0) if left else Delivery.SENT

        monkeypatch.setattr(csms.link, "send", send)
        return sent

    def status(self, csms: World, message_id: str) -> CommandStatus:
        found = csms.ports.commands.get("cp-1", message_id)
        assert found is not None
        return found.status

    @pytest.mark.parametrize("action", [("ClearCache", "{}"), ("Reset", '{"type":"Hard"}')])
    def test_a_refused_frame_goes_again_in_a_moment(
        self, csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch, action: tuple[str, str]
    ) -> None:
        sent = self.deliver(csms, monkeypatch, Delivery.REFUSED, Delivery.REFUSED)
        command = csms.send("cp-1", *action)
        assert command.status is CommandStatus.QUEUED
        csms.drain()
        assert self.status(csms, command.message_id) is CommandStatus.QUEUED
        csms.drain()
        assert (sent, self.status(csms, command.message_id)) == ([action[0]] * 3, CommandStatus.SENT)

    def test_a_frame_of_which_nothing_is_known_waits_for_its_answer(
        self, csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.deliver(csms, monkeypatch, Delivery.UNKNOWN)
        command = csms.send("cp-1", "ClearCache")
        assert command.status is CommandStatus.SENT
        csms.forward(seconds=30)
        run_task(csms.ports, deadline_task(command))
        assert self.status(csms, command.message_id) is CommandStatus.TIMED_OUT

    def test_the_clock_runs_before_anything_is_stored(self, csms: World, charger: Charger, outage: Any) -> None:
        """A function that dies in between leaves no command open for ever."""
        outage(csms.ports.commands, "add_sent")
        with pytest.raises(RuntimeError):
            csms.send("cp-1", "ClearCache")
        assert [task["task"] for _, task in csms.queues.tasks][-1] == "deadline"

    def test_a_command_sent_again_has_its_own_clock(
        self, csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.deliver(csms, monkeypatch, Delivery.REFUSED)
        command = csms.send("cp-1", "ClearCache")
        csms.forward(seconds=20)
        csms.drain()
        csms.forward(seconds=10)
        run_task(csms.ports, deadline_task(command))
        assert self.status(csms, command.message_id) is CommandStatus.SENT
        csms.forward(seconds=20)
        run_task(csms.ports, deadline_task(command))
        assert self.status(csms, command.message_id) is CommandStatus.TIMED_OUT

    def test_a_slot_whose_timer_was_lost_is_freed(self, csms: World, charger: Charger) -> None:
        first = csms.send("cp-1", "ClearCache")
        csms.forward(minutes=6)
        charger.ask("Heartbeat", {})
        second = csms.send("cp-1", "GetLocalListVersion")
        assert (self.status(csms, first.message_id), second.status) == (CommandStatus.TIMED_OUT, CommandStatus.SENT)


def test_2_1_s_unanswered_messages_are_kept(csms: World) -> None:
    """SEND carries NotifyPeriodicEventStream; CALLRESULTERROR says that our answer was no use (2.1 part 4 §4)."""
    charger = csms.connect(V21)
    stream = {"id": 1, "pending": 0, "basetime": charger.now(), "data": [{"t": 0, "v": "1"}]}
    assert charger.frame(json.dumps([6, "early", "NotifyPeriodicEventStream", stream])) is None
    charger.boot()
    for message in (
        [6, "a", "NotifyPeriodicEventStream", stream],
        [6, "b", "NotifyPeriodicEventStream", {"id": 1}],
        [6, "c", "NoSuchAction", {}],
        [5, "d", "FormatViolation", "currentTime", {}],
    ):
        assert charger.frame(json.dumps(message)) is None
    kept = csms.ports.station_events.page("cp-1", 10, None).items
    assert [event.type for event in kept] == ["CALLRESULTERROR", "deviation", "NotifyPeriodicEventStream"]
    assert kept[0].payload["code"] == "FormatViolation"
