"""1.6 transactions repeated, lost, replayed offline, wrongly numbered (1.6 §4.8, §4.10, errata 3.14-3.18, 3.54)."""

from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from tests.support.world import Charger, World

V16 = OcppVersion.V16


@pytest.fixture
def charger(csms: World) -> Charger:
    made = csms.connect(V16)
    made.boot()
    return made


def start(charger: Charger, **changes: Any) -> dict[str, Any]:
    payload = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()} | changes
    return dict(charger.ask("StartTransaction", payload))


def stop(charger: Charger, number: int, **changes: Any) -> dict[str, Any]:
    payload = {"transactionId": number, "meterStop": 6000, "timestamp": charger.now(), "idTag": "TAG-1"} | changes
    return dict(charger.ask("StopTransaction", payload))


def only(csms: World) -> Transaction:
    (transaction,) = csms.transactions()
    return transaction


@pytest.mark.parametrize("token", ["NOBODY", "", " ", "x" * 40])
def test_a_start_that_is_not_authorized_is_stored_and_numbered(csms: World, charger: Charger, token: str) -> None:
    answer = start(charger, idTag=token)
    assert answer == {"transactionId": 1, "idTagInfo": {"status": "Invalid"}}
    transaction = only(csms)
    assert (transaction.open, transaction.token) == (True, token.strip() or None)
    assert "start_not_authorized" in transaction.integrity["reasons"]


def test_numbers_are_positive_and_never_the_same(csms: World, charger: Charger) -> None:
    numbers = [start(charger, connectorId=n, meterStart=n)["transactionId"] for n in range(1, 6)]
    assert numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("later", [{"seconds": 40}, {"days": 3}])
@pytest.mark.parametrize("new_socket", [False, True])
def test_a_start_sent_again_is_the_same_transaction(
    csms: World, charger: Charger, later: dict[str, float], new_socket: bool
) -> None:
    payload = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 1000, "timestamp": charger.now()}
    first = charger.ask("StartTransaction", payload)
    csms.forward(**later)
    again = csms.connect(V16) if new_socket else charger
    assert again.ask("StartTransaction", payload) == first
    assert len(csms.transactions()) == 1


def test_a_start_sent_again_after_the_token_was_blocked_gets_the_same_answer(csms: World, charger: Charger) -> None:
    from csms.domain.tokens import TokenStatus

    at = charger.now()
    first = start(charger, timestamp=at)
    csms.token("TAG-1", status=TokenStatus.BLOCKED)
    csms.forward(seconds=60)
    assert start(charger, timestamp=at) == first


def test_a_stop_sent_again_changes_nothing(csms: World, charger: Charger) -> None:
    number = start(charger)["transactionId"]
    at = charger.now()
    first = stop(charger, number, timestamp=at)
    before = only(csms)
    csms.forward(days=1)
    assert stop(charger, number, timestamp=at) == first
    assert only(csms) == before


def test_a_second_other_stop_is_noted_and_changes_no_energy(csms: World, charger: Charger) -> None:
    number = start(charger)["transactionId"]
    stop(charger, number)
    csms.forward(minutes=1)
    stop(charger, number, meterStop=9999)
    assert only(csms).energy_wh == 5000
    assert only(csms).integrity["reasons"] == ["ended_twice"]


@pytest.mark.parametrize("number", [-1, 0])
def test_a_stop_without_a_number_finds_its_transaction(csms: World, charger: Charger, number: int) -> None:
    """The station never got one: "SHALL respond as if valid" (errata 3.18)."""
    start(charger)
    csms.forward(minutes=10)
    assert stop(charger, number) == {"idTagInfo": {"status": "Accepted"}}
    assert (only(csms).open, only(csms).energy_wh) == (False, 5000)


@pytest.mark.parametrize("number", [-1, 0, 4711])
def test_a_stop_of_an_unknown_transaction_is_kept_for_review(csms: World, charger: Charger, number: int) -> None:
    assert stop(charger, number) == {"idTagInfo": {"status": "Accepted"}}
    transaction = only(csms)
    assert (transaction.open, transaction.energy_wh, transaction.token) == (False, None, "TAG-1")
    assert "start_missing" in transaction.integrity["reasons"]
    csms.forward(minutes=1)


def test_a_lost_stop_sent_again_is_kept_once(csms: World, charger: Charger) -> None:
    at = charger.now()
    stop(charger, -1, timestamp=at)
    stop(charger, -1, timestamp=at)
    assert len(csms.transactions()) == 1


def test_a_stop_belongs_to_the_station_that_started(csms: World, charger: Charger) -> None:
    number = start(charger)["transactionId"]
    csms.register("CP-2")
    other = csms.connect(V16, "CP-2")
    other.boot()
    stop(other, number)
    mine = next(t for t in csms.transactions() if t.identity == "CP-1")
    assert mine.open


def test_an_offline_session_keeps_its_own_times(csms: World, charger: Charger) -> None:
    """1.6 does not flag a replay: message timestamps count, arrival does not."""
    started = start(charger, timestamp="2026-03-01T08:00:00Z")
    stop(charger, started["transactionId"], timestamp="2026-03-01T09:30:00Z")
    assert (only(csms).started_at[:16], (only(csms).ended_at or "")[:16]) == ("2026-03-01T08:00", "2026-03-01T09:30")


def test_an_offline_start_is_judged_by_what_held_then(csms: World, charger: Charger) -> None:
    csms.token("CARD", expires_at="2026-03-01T10:00:00Z")
    assert start(charger, idTag="CARD", timestamp="2026-03-01T09:00:00Z")["idTagInfo"]["status"] == "Accepted"


@pytest.mark.parametrize("timestamp", ["", "1970-01-01T00:00:00Z", "2031-01-01T00:00:00Z", "not a time"])
def test_a_clock_that_cannot_be_right_is_replaced_and_noted(csms: World, charger: Charger, timestamp: str) -> None:
    start(charger, timestamp=timestamp)
    assert only(csms).started_at == "2026-03-01T12:00:00.000Z"
    assert only(csms).integrity["reasons"] == ["timestamp_replaced"]


def test_a_meter_that_went_backwards_is_not_billed(csms: World, charger: Charger) -> None:
    number = start(charger)["transactionId"]
    stop(charger, number, meterStop=900)
    assert only(csms).energy_wh is None
    assert only(csms).integrity == {"verdict": "review", "reasons": ["meter_went_backwards"]}


def test_a_stop_before_its_start_is_stored_and_flagged(csms: World, charger: Charger) -> None:
    number = start(charger)["transactionId"]
    stop(charger, number, timestamp="2026-03-01T11:00:00Z")
    assert only(csms).integrity["reasons"] == ["ended_before_start"]


@pytest.mark.parametrize("payload", [{}, {"idTag": "TAG-1"}, {"meterStart": None, "connectorId": "1"}])
def test_a_start_is_answered_whatever_is_missing(csms: World, charger: Charger, payload: dict[str, Any]) -> None:
    assert charger.ask("StartTransaction", payload)["transactionId"] == 1


@pytest.mark.parametrize("payload", [{}, {"transactionId": None}, {"transactionId": "1", "meterStop": "6000"}])
def test_a_stop_is_answered_whatever_is_missing(csms: World, charger: Charger, payload: dict[str, Any]) -> None:
    start(charger)
    assert charger.ask("StopTransaction", payload) == {}
    assert not only(csms).open


def test_transaction_data_repeats_meter_values_without_adding(csms: World, charger: Charger) -> None:
    number = start(charger)["transactionId"]
    csms.forward(minutes=5)
    value = {"timestamp": charger.now(), "sampledValue": [{"value": "3000"}]}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
    csms.forward(minutes=5)
    stop(charger, number, transactionData=[value])
    assert only(csms).energy_wh == 5000


def test_the_stop_without_a_reason_was_local(csms: World, charger: Charger) -> None:
    stop(charger, start(charger)["transactionId"])
    assert only(csms).stop_reason == "Local"


class TestZombies:
    """An open transaction that the station has forgotten: given time to be replayed, then closed."""

    def tasks(self, csms: World) -> list[tuple[int, dict[str, Any]]]:
        return [entry for entry in csms.queues.tasks if entry[1]["task"] == "close_if_silent"]

    def run(self, csms: World) -> None:
        from csms.application.run_task import run_task

        delay_s, task = self.tasks(csms)[-1]
        csms.forward(seconds=delay_s)
        run_task(csms.ports, task)

    @pytest.mark.parametrize("sign", ["boot", "available", "next start"])
    def test_it_is_closed_with_the_last_meter_value(self, csms: World, charger: Charger, sign: str) -> None:
        number = start(charger)["transactionId"]
        csms.forward(minutes=5)
        value = {"timestamp": charger.now(), "sampledValue": [{"value": "4000"}]}
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
        csms.forward(minutes=5)
        if sign == "boot":
            charger.boot()
        elif sign == "available":
            charger.ask("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "Available"})
        else:
            start(charger, meterStart=7000)
        self.run(csms)
        zombie = csms.transactions()[-1]
        assert (zombie.energy_wh, (zombie.ended_at or "")[:16]) == (3000, "2026-03-01T12:05")
        assert zombie.integrity["reasons"] == ["closed_by_csms"]

    def test_a_sign_of_life_saves_it(self, csms: World, charger: Charger) -> None:
        number = start(charger)["transactionId"]
        csms.forward(minutes=5)
        charger.boot()
        csms.forward(minutes=5)
        value = {"timestamp": charger.now(), "sampledValue": [{"value": "4000"}]}
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
        self.run(csms)
        assert only(csms).open

    def test_its_own_stop_replaces_ours(self, csms: World, charger: Charger) -> None:
        number = start(charger)["transactionId"]
        csms.forward(minutes=5)
        charger.boot()
        self.run(csms)
        assert not only(csms).open
        stop(charger, number, timestamp="2026-03-01T12:04:00Z", reason="PowerLoss")
        assert (only(csms).stop_reason, only(csms).energy_wh) == ("PowerLoss", 5000)
        assert only(csms).integrity["verdict"] == "billable"

    def test_suspended_is_not_forgotten(self, csms: World, charger: Charger) -> None:
        start(charger)
        charger.ask("StatusNotification", {"connectorId": 1, "errorCode": "NoError", "status": "SuspendedEV"})
        assert self.tasks(csms) == []
