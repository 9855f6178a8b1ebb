"""One effect and one answer however often, late or crippled a message comes; and what a session's numbers are worth."""

import json
from typing import Any

import pytest

from csms.application.close_transaction import close_transaction
from csms.application.run_task import run_task
from csms.domain.commands import CommandStatus
from csms.domain.stations import OcppVersion, Registration
from csms.domain.tokens import TokenStatus
from csms.domain.transactions import Transaction
from tests.conformance.test_happy_path import event
from tests.conformance.test_transactions_2x import EVENTS
from tests.support.world import Charger, World

V16, V201, V21 = OcppVersion


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(V16)
    made.boot()
    return made


@pytest.fixture(params=[V201, V21])
def charger_2x(csms: World, request: pytest.FixtureRequest) -> Charger:
    made = csms.connect(request.param)
    made.boot()
    return made


def start(charger: Charger, **changes: Any) -> int:
    payload = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()} | changes
    return int(charger.ask("StartTransaction", payload)["transactionId"])


def stop(charger: Charger, number: int, **changes: Any) -> dict[str, Any]:
    payload = {"transactionId": number, "meterStop": 6000, "timestamp": charger.now(), "idTag": "TAG-1"} | changes
    return dict(charger.ask("StopTransaction", payload))


def only(csms: World) -> Transaction:
    (transaction,) = csms.transactions()
    return transaction


class TestReplays:
    @pytest.mark.parametrize("number", [-1, 0])
    @pytest.mark.parametrize("new_socket", [False, True])
    def test_a_stop_without_a_number_sent_again_makes_no_second_session(
        self, csms: World, charger: Charger, number: int, new_socket: bool
    ) -> None:
        start(charger)
        csms.forward(minutes=10)
        at = charger.now()
        stop(charger, number, timestamp=at)
        before = only(csms)
        csms.forward(days=2)
        again = csms.connect(V16) if new_socket else charger
        assert stop(again, number, timestamp=at) == {"idTagInfo": {"status": "Accepted"}}
        assert only(csms) == before

    def test_a_stop_sent_again_gets_the_answer_it_got(self, csms: World, charger: Charger) -> None:
        number, at = start(charger), charger.now()
        first = stop(charger, number, timestamp=at)
        csms.token("TAG-1", status=TokenStatus.BLOCKED)
        assert stop(charger, number, timestamp=at) == first
        assert stop(charger, number, timestamp=at, meterStop=6001) == {"idTagInfo": {"status": "Blocked"}}

    def test_an_event_sent_again_gets_the_answer_it_got(self, csms: World, charger_2x: Charger) -> None:
        first = charger_2x.ask("TransactionEvent", EVENTS[0])
        assert first == {"idTokenInfo": {"status": "Accepted"}}
        csms.token("TAG-1", status=TokenStatus.BLOCKED)
        csms.forward(days=1)
        assert charger_2x.ask("TransactionEvent", EVENTS[0] | {"offline": True}) == first

    def test_meter_values_sent_again_after_the_end_are_kept_once(self, csms: World, charger: Charger) -> None:
        number = start(charger)
        csms.forward(minutes=5)
        value = [{"timestamp": charger.now(), "sampledValue": [{"value": "3000"}]}]
        payload = {"connectorId": 1, "meterValue": value}
        charger.ask("MeterValues", payload)
        csms.forward(minutes=5)
        stop(charger, number)
        before = len(csms.ports.transactions.events(only(csms).id, 50, None).items)
        csms.forward(days=1)
        charger.ask("MeterValues", payload)
        assert len(csms.ports.transactions.events(only(csms).id, 50, None).items) == before
        assert csms.ports.transactions.events("cp-1/1", 50, None).items == []


class TestLateAndLost:
    def test_values_that_come_after_the_stop_join_the_session_of_their_time(
        self, csms: World, charger: Charger
    ) -> None:
        first = start(charger)
        csms.forward(minutes=20)
        stop(charger, first)
        csms.forward(minutes=20)
        value = {"sampledValue": [{"value": "3000"}]}
        for at, where in (("2026-03-01T12:10:00Z", only(csms).id), ("2026-03-01T12:30:00Z", "cp-1/1")):
            before = len(csms.ports.transactions.events(where, 50, None).items)
            charger.ask("MeterValues", {"connectorId": 1, "meterValue": [value | {"timestamp": at}]})
            assert len(csms.ports.transactions.events(where, 50, None).items) == before + 1
        assert only(csms).energy_wh == 5000

    def test_a_stop_without_a_number_goes_by_the_register_too(self, csms: World, charger: Charger) -> None:
        start(charger, connectorId=1, meterStart=0)
        csms.forward(minutes=1)
        start(charger, connectorId=2, meterStart=5000)
        csms.forward(minutes=1)
        stop(charger, -1, meterStop=100)
        ended = next(t for t in csms.transactions() if not t.open)
        assert (ended.evse, ended.energy_wh) == (1, 100)


class TestRemovedMeanwhile:
    def test_a_token_removed_while_it_charges_costs_no_stop(self, csms: World, charger: Charger) -> None:
        number = start(charger)
        csms.ports.tokens.remove("tag-1")
        assert stop(charger, number) == {"idTagInfo": {"status": "Invalid"}}
        assert (only(csms).open, only(csms).energy_wh) == (False, 5000)

    def test_a_second_start_with_a_stranger_is_stored(self, csms: World, charger_2x: Charger) -> None:
        charger_2x.ask("TransactionEvent", EVENTS[0])
        stranger = EVENTS[0] | {"idToken": {"idToken": "NOBODY", "type": "Local"}}
        assert charger_2x.ask("TransactionEvent", stranger) == {"idTokenInfo": {"status": "Unknown"}}
        charger_2x.ask("TransactionEvent", EVENTS[3])
        assert not only(csms).open
        token = csms.ports.tokens.get("tag-1")
        assert token is not None
        assert token.open_transactions == frozenset()

    def test_a_transaction_of_a_removed_station_can_be_closed(self, csms: World, charger: Charger) -> None:
        start(charger)
        station = csms.ports.stations.get("cp-1")
        assert station is not None
        csms.ports.stations.remove(station)
        close_transaction(csms.ports, only(csms).id)
        assert not only(csms).open


class TestWhatTheMeterSays:
    def test_a_gap_between_two_sessions_is_told_and_costs_nothing(self, csms: World, charger: Charger) -> None:
        stop(charger, start(charger))
        csms.forward(minutes=5)
        stop(charger, start(charger, meterStart=6400), meterStop=7000)
        second, first = csms.transactions()
        assert first.integrity == {"verdict": "billable", "reasons": []}
        assert second.integrity == {"verdict": "billable", "reasons": ["register_gap"]}

    def test_a_register_that_goes_on_has_no_gap(self, csms: World, charger: Charger) -> None:
        stop(charger, start(charger))
        csms.forward(minutes=5)
        start(charger, connectorId=2, meterStart=7)
        stop(charger, start(charger, meterStart=6000), meterStop=7000)
        assert [t.integrity["reasons"] for t in csms.transactions()] == [[], [], []]

    def test_a_meter_that_was_reset_within_the_session_is_reviewed(self, csms: World, charger: Charger) -> None:
        number = start(charger)
        csms.forward(minutes=5)
        value = [{"timestamp": charger.now(), "sampledValue": [{"value": "9000"}]}]
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": value})
        csms.forward(minutes=5)
        stop(charger, number)
        assert only(csms).integrity == {"verdict": "review", "reasons": ["meter_went_backwards"]}

    def test_a_register_that_jumps_beyond_any_charger_is_reviewed(self, csms: World, charger: Charger) -> None:
        number = start(charger)
        csms.forward(hours=1)
        stop(charger, number, meterStop=5_000_000)
        assert only(csms).integrity == {"verdict": "review", "reasons": ["implausible_power"]}

    @pytest.mark.parametrize("meter_stop", [{}, {"meterStop": None}, {"meterStop": "broken"}])
    def test_a_meter_that_is_silent_at_the_end_leaves_a_doubt(
        self, csms: World, charger: Charger, meter_stop: dict[str, Any]
    ) -> None:
        number = start(charger)
        csms.forward(minutes=5)
        value = [{"timestamp": charger.now(), "sampledValue": [{"value": "3000"}]}]
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": value})
        csms.forward(minutes=20)
        ended = {"transactionId": number, "timestamp": charger.now(), "idTag": "TAG-1"}
        charger.ask("StopTransaction", ended | meter_stop)
        assert only(csms).energy_wh == 2000
        assert only(csms).integrity == {"verdict": "review", "reasons": ["meter_end_missing"]}

    def test_a_2_x_session_that_ends_without_a_register_leaves_a_doubt(self, csms: World, charger_2x: Charger) -> None:
        silent = {name: value for name, value in EVENTS[3].items() if name != "meterValue"}
        for one in (*EVENTS[:3], silent):
            charger_2x.ask("TransactionEvent", one)
        assert only(csms).integrity == {"verdict": "review", "reasons": ["meter_end_missing"]}

    def test_a_refused_start_that_delivered_nothing_is_void(self, csms: World, charger: Charger) -> None:
        number = start(charger, idTag="NOBODY")
        stop(charger, number, meterStop=1000, idTag="NOBODY")
        assert only(csms).integrity == {"verdict": "void", "reasons": ["start_not_authorized"]}

    def test_an_open_session_is_not_billable_yet(self, csms: World, charger: Charger) -> None:
        start(charger)
        assert only(csms).integrity == {"verdict": "review", "reasons": []}

    @pytest.mark.parametrize("value", ["1e200", "-1e16", "1" * 400, "Infinity"])
    def test_a_number_that_no_meter_shows_is_no_reading(self, csms: World, charger: Charger, value: str) -> None:
        number = start(charger)
        sampled = [{"timestamp": charger.now(), "sampledValue": [{"value": value}]}]
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": sampled})
        assert only(csms).live.register_wh is None

    @pytest.mark.parametrize("multiplier", [400, -400, 16, 2**40])
    def test_a_multiplier_that_no_meter_uses_is_no_reading(
        self, csms: World, charger_2x: Charger, multiplier: int
    ) -> None:
        sampled = {"value": 1.5, "unitOfMeasure": {"unit": "Wh", "multiplier": multiplier}}
        begun = EVENTS[0] | {"meterValue": [{"timestamp": charger_2x.now(), "sampledValue": [sampled]}]}
        charger_2x.ask("TransactionEvent", begun)
        assert only(csms).live.register_wh is None


class TestTokens:
    def test_an_empty_token_is_answered(self, csms: World, charger: Charger) -> None:
        assert stop(charger, start(charger), idTag="") == {"idTagInfo": {"status": "Invalid"}}

    def test_an_empty_token_is_answered_in_2x(self, csms: World, charger_2x: Charger) -> None:
        begun = EVENTS[0] | {"idToken": {"idToken": "", "type": "ISO14443"}}
        assert charger_2x.ask("TransactionEvent", begun) == {"idTokenInfo": {"status": "Unknown"}}
        assert only(csms).token is None

    def test_a_central_token_counts_where_we_asked_for_the_start(self, csms: World, charger_2x: Charger) -> None:
        token = {"idToken": "web-7", "type": "Central"}
        request = json.dumps({"remoteStartId": 7, "idToken": token})
        csms.send("cp-1", "RequestStartTransaction", request)
        begun = event("Started", 0, "2026-03-01T11:00:00Z", 0, "Transaction.Begin", idToken=token)
        begun["transactionInfo"] = {"transactionId": "tx-1", "remoteStartId": 7}
        assert charger_2x.ask("TransactionEvent", begun) == {"idTokenInfo": {"status": "Accepted"}}
        ended = event("Ended", 1, "2026-03-01T11:10:00Z", 100, "Transaction.End", idToken=token)
        assert charger_2x.ask("TransactionEvent", ended) == {"idTokenInfo": {"status": "Accepted"}}
        assert only(csms).integrity["verdict"] == "billable"

    def test_a_central_token_is_not_the_stations_to_give(self, csms: World, charger_2x: Charger) -> None:
        begun = EVENTS[0] | {"idToken": {"idToken": "web-7", "type": "Central"}}
        assert charger_2x.ask("TransactionEvent", begun) == {"idTokenInfo": {"status": "Unknown"}}
        assert "start_not_authorized" in only(csms).integrity["reasons"]

    def test_a_start_button_needs_no_token(self, csms: World, charger_2x: Charger) -> None:
        begun = EVENTS[0] | {"idToken": {"idToken": "", "type": "NoAuthorization"}}
        assert charger_2x.ask("TransactionEvent", begun) == {"idTokenInfo": {"status": "Accepted"}}


class TestOneSessionAtATime:
    """A token that may run one session is not held up by one that its station has forgotten."""

    def test_a_session_forgotten_on_the_same_connector_is_not_another_one(self, csms: World, charger: Charger) -> None:
        csms.token("ONE", max_open_transactions=1)
        start(charger, idTag="ONE")
        csms.forward(minutes=5)
        charger.boot()
        again = {"connectorId": 1, "idTag": "ONE", "meterStart": 1500, "timestamp": charger.now()}
        assert charger.ask("StartTransaction", again)["idTagInfo"]["status"] == "Accepted"
        elsewhere = again | {"connectorId": 2}
        assert charger.ask("StartTransaction", elsewhere)["idTagInfo"]["status"] == "ConcurrentTx"

    def test_the_same_in_2_x(self, csms: World, charger_2x: Charger) -> None:
        csms.token("ONE", max_open_transactions=1)
        token = {"idToken": "ONE", "type": "ISO14443"}
        answers = []
        for name, evse in (("a", 1), ("b", 1), ("c", 2)):
            begun = EVENTS[0] | {"idToken": token, "transactionInfo": {"transactionId": name}, "evse": {"id": evse}}
            answers.append(charger_2x.ask("TransactionEvent", begun)["idTokenInfo"]["status"])
        assert answers == ["Accepted", "Accepted", "ConcurrentTx"]


class TestForgotten:
    """A 2.x station is asked before its silent transaction is closed (E14)."""

    def suspicion(self, csms: World, charger: Charger) -> None:
        """The next suspicion's task, at its time; the station's heartbeats go on."""
        delay_s, task = [entry for entry in csms.queues.tasks if entry[1]["task"] == "close_if_silent"][-1]
        csms.queues.tasks.clear()
        csms.forward(seconds=delay_s)
        charger.ask("Heartbeat", {})
        run_task(csms.ports, task)

    def answer(self, csms: World, charger: Charger, payload: dict[str, Any] | None) -> None:
        (connection_id, text) = csms.link.sent[-1]
        message = json.loads(text)
        assert (connection_id, message[2]) == (charger.connection_id, "GetTransactionStatus")
        assert message[3] == {"transactionId": "tx-1"}
        kind = [4, message[1], "NotSupported", "", {}] if payload is None else [3, message[1], payload]
        charger.frame(json.dumps(kind))

    @pytest.mark.parametrize("said", [{"messagesInQueue": False}, None])
    def test_what_it_no_longer_knows_is_closed(
        self, csms: World, charger_2x: Charger, said: dict[str, Any] | None
    ) -> None:
        charger_2x.ask("TransactionEvent", EVENTS[0])
        charger_2x.boot()
        self.suspicion(csms, charger_2x)
        assert only(csms).open
        self.answer(csms, charger_2x, said)
        self.suspicion(csms, charger_2x)
        assert only(csms).integrity["reasons"] == ["closed_by_csms"]

    @pytest.mark.parametrize("said", [{"messagesInQueue": True}, {"messagesInQueue": False, "ongoingIndicator": True}])
    def test_what_it_still_holds_stays_open(self, csms: World, charger_2x: Charger, said: dict[str, Any]) -> None:
        charger_2x.ask("TransactionEvent", EVENTS[0])
        charger_2x.boot()
        for _ in range(2):
            self.suspicion(csms, charger_2x)
            self.answer(csms, charger_2x, said)
            self.suspicion(csms, charger_2x)
            assert only(csms).open

    def test_one_that_is_offline_cannot_be_asked(self, csms: World, charger_2x: Charger) -> None:
        charger_2x.ask("TransactionEvent", EVENTS[0])
        charger_2x.boot()
        csms.link.gone.add(charger_2x.connection_id)
        self.suspicion(csms, charger_2x)
        assert not only(csms).open


class TestCommandsOfOneNoLongerAccepted:
    def queued(self, csms: World, charger: Charger, registration: Registration) -> tuple[str, str]:
        first = csms.send("cp-1", "ClearCache").message_id
        waiting = csms.send("cp-1", "RemoteStartTransaction", '{"idTag":"TAG-1"}').message_id
        station = csms.ports.stations.get("cp-1")
        assert station is not None
        csms.register(registration=registration, connection_id=station.connection_id)
        charger.frame(json.dumps([3, first, {"status": "Accepted"}]))
        return first, waiting

    @pytest.mark.parametrize(
        ("registration", "status"),
        [(Registration.REJECTED, CommandStatus.CANCELLED), (Registration.PENDING, CommandStatus.QUEUED)],
    )
    def test_nothing_leaves_that_may_not(
        self, csms: World, charger: Charger, registration: Registration, status: CommandStatus
    ) -> None:
        _, waiting = self.queued(csms, charger, registration)
        assert [json.loads(text)[2] for _, text in csms.link.sent] == ["ClearCache"]
        command = csms.ports.commands.get("cp-1", waiting)
        assert command is not None
        assert command.status is status


def test_the_details_of_a_callerror_are_kept(csms: World, charger: Charger) -> None:
    command = csms.send("cp-1", "ClearCache")
    charger.frame(json.dumps([4, command.message_id, {"a": 1}, [2], {"reason": "busy"}]))
    failed = csms.ports.commands.get("cp-1", command.message_id)
    assert failed is not None
    assert failed.error == {"code": '{"a":1}', "description": "[2]", "details": {"reason": "busy"}}


@pytest.mark.parametrize("frame", ['[6,null,"NotifyPeriodicEventStream",{}]', '[6,"a"]', '[6,"a",7,{}]'])
def test_nothing_answers_a_send(csms: World, frame: str) -> None:
    charger = csms.connect(V21)
    charger.boot()
    assert charger.frame(frame) is None


@pytest.mark.parametrize("version", list(OcppVersion))
def test_what_nests_too_deeply_is_refused_at_the_door(csms: World, version: OcppVersion) -> None:
    charger = csms.connect(version)
    charger.boot()
    command = csms.send("cp-1", "ClearCache")
    deep = '{"a":' * 70 + "1" + "}" * 70
    assert charger.frame(f'[2,"q","DataTransfer",{{"vendorId":"v","data":{deep}}}]')[0] == 4
    assert charger.frame(f'[3,"{command.message_id}",{deep}]')[0] == 4
    assert charger.frame('\ufeff[2,"q","Heartbeat",{}]')[0] == 3
