"""2.x transactions: numbered events in any order, twice, with gaps, offline (2.0.1 part 2 §E)."""

import itertools
from typing import Any

import pytest

from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from tests.conformance.test_happy_path import event
from tests.support.world import Charger, World

TOKEN = {"idToken": "TAG-1", "type": "ISO14443"}
EVENTS = [
    event("Started", 0, "2026-03-01T11:00:00Z", 1000, "Transaction.Begin", idToken=TOKEN),
    event("Updated", 1, "2026-03-01T11:20:00Z", 2000, "Sample.Periodic"),
    event("Updated", 2, "2026-03-01T11:40:00Z", 3000, "Sample.Periodic"),
    event("Ended", 3, "2026-03-01T11:55:00Z", 6000, "Transaction.End"),
]


@pytest.fixture(params=[OcppVersion.V201, OcppVersion.V21])
def charger(csms: World, request: pytest.FixtureRequest) -> Charger:
    made = csms.connect(request.param)
    made.boot()
    return made


def only(csms: World) -> Transaction:
    (transaction,) = csms.transactions()
    return transaction


def send(charger: Charger, *events: dict[str, Any]) -> None:
    for one in events:
        charger.ask("TransactionEvent", one)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_gives_the_same_session(csms: World, order: tuple[int, ...]) -> None:
    charger = csms.connect(OcppVersion.V201)
    charger.boot()
    send(charger, *(EVENTS[index] for index in order))
    transaction = only(csms)
    assert (transaction.energy_wh, transaction.open, transaction.token) == (5000, False, "TAG-1")
    assert transaction.started_at.startswith("2026-03-01T11:00")
    assert (transaction.ended_at or "").startswith("2026-03-01T11:55")
    assert transaction.integrity == {"verdict": "billable", "reasons": []}
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    assert station.open_transactions == {}


def test_everything_twice_has_one_effect(csms: World, charger: Charger) -> None:
    send(charger, *EVENTS)
    before = only(csms)
    csms.forward(days=2)
    send(charger, *({**one, "offline": True} for one in EVENTS))
    assert only(csms) == before


def test_a_gap_is_seen(csms: World, charger: Charger) -> None:
    send(charger, EVENTS[0], EVENTS[1], EVENTS[3])
    assert only(csms).integrity == {"verdict": "review", "reasons": ["events_missing"]}
    send(charger, EVENTS[2])
    assert only(csms).integrity["verdict"] == "billable"


def test_numbers_need_not_begin_at_zero(csms: World, charger: Charger) -> None:
    """A counter may run on over the transactions of an EVSE."""
    send(charger, *({**one, "seqNo": int(str(one["seqNo"])) + 500} for one in EVENTS))
    assert only(csms).integrity["verdict"] == "billable"


def test_a_station_that_counts_wrongly_loses_nothing(csms: World, charger: Charger) -> None:
    send(charger, *({**one, "seqNo": 0} for one in EVENTS))
    assert (only(csms).energy_wh, only(csms).open) == (5000, False)


def test_an_end_without_a_start_is_kept(csms: World, charger: Charger) -> None:
    send(charger, EVENTS[3])
    assert (only(csms).open, only(csms).energy_wh) == (False, None)
    assert "start_missing" in only(csms).integrity["reasons"]


def test_a_token_may_come_after_the_start(csms: World, charger: Charger) -> None:
    plugged = {name: value for name, value in EVENTS[0].items() if name != "idToken"}
    send(charger, plugged)
    assert charger.ask("TransactionEvent", {**EVENTS[1], "idToken": TOKEN}) == {"idTokenInfo": {"status": "Accepted"}}
    assert only(csms).token == "TAG-1"


def test_an_unknown_token_is_told_and_noted(csms: World, charger: Charger) -> None:
    answer = charger.ask("TransactionEvent", {**EVENTS[0], "idToken": {"idToken": "X", "type": "Local"}})
    assert answer == {"idTokenInfo": {"status": "Unknown"}}
    assert only(csms).integrity["reasons"] == ["start_not_authorized"]


def test_a_connector_that_is_not_named_is_not_connector_one(csms: World, charger: Charger) -> None:
    send(charger, {**EVENTS[0], "evse": {"id": 2}})
    assert (only(csms).evse, only(csms).connector) == (2, None)


def test_the_wish_to_start_is_found_again(csms: World, charger: Charger) -> None:
    send(charger, {**EVENTS[0], "transactionInfo": {"transactionId": "tx-1", "remoteStartId": 77}})
    assert only(csms).remote_start_id == 77


def test_a_placeholder_of_an_offline_start_is_not_billed(csms: World, charger: Charger) -> None:
    """Begin = 0 and then the odometer: everest-core #1060 billed 910 kWh for 0.083."""
    send(
        charger,
        event("Started", 0, "2026-03-01T11:00:00Z", 0, "Transaction.Begin", idToken=TOKEN),
        event("Updated", 1, "2026-03-01T11:01:00Z", 910_000, "Sample.Periodic"),
        event("Ended", 2, "2026-03-01T11:05:00Z", 910_083, "Transaction.End"),
    )
    assert only(csms).energy_wh == 83
    assert only(csms).integrity["reasons"] == ["meter_start_placeholder"]


def test_state_of_charge_alone_does_not_reset_the_energy(csms: World, charger: Charger) -> None:
    send(charger, EVENTS[0], EVENTS[1])
    soc = [{"timestamp": "2026-03-01T11:30:00Z", "sampledValue": [{"value": 55, "measurand": "SoC"}]}]
    send(charger, {**EVENTS[2], "meterValue": soc})
    assert (only(csms).energy_wh, only(csms).live.soc_percent) == (1000, 55)


def test_missing_members_do_not_cost_the_session(csms: World, charger: Charger) -> None:
    bare = {"eventType": "Ended", "transactionInfo": {"transactionId": "tx-1"}}
    send(charger, EVENTS[0])
    assert charger.ask("TransactionEvent", bare) == {}
    assert not only(csms).open


def test_without_an_id_nothing_can_be_kept(csms: World, charger: Charger) -> None:
    assert charger.error("TransactionEvent", {"eventType": "Ended"}) == "OccurrenceConstraintViolation"
    assert csms.transactions() == []
