"""Usage is added exactly once: in whatever order and however often the messages and the stream's records come."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from csms.application.add_session_usage import add_session_usage, worth_adding
from csms.application.close_transaction import close_transaction
from csms.application.ports import MOST_ITEMS
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.goals import Goal, GoalSource
from csms.domain.ids import key_of
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from csms.domain.usage.amounts import Key
from tests.support.usage import rebuild, rebuild_from_nothing, rebuilt_usage, stored_usage
from tests.support.world import START, Charger, World, world


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.ports.sites.save(Site("depot", "Depot", clock.to_text(START), "Europe/Stockholm"))
        made.register("CP-1", site_id="depot")
        made.token("TAG-1", group_id="taxis")
        yield made


def messages(rng: Random, number: int, start_min: int) -> list[tuple[str, dict[str, Any]]]:
    """The readings and the stop of one session of 1.6."""

    def at(minute: int) -> str:
        return clock.to_wire(START + timedelta(minutes=minute))

    register, minute = rng.randrange(10_000), start_min
    found: list[tuple[str, dict[str, Any]]] = []
    for _ in range(rng.randrange(6)):
        minute, register = minute + rng.randrange(1, 200), register + rng.randrange(5_000)
        value = {"timestamp": at(minute), "sampledValue": [{"value": str(register)}]}
        found.append(("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]}))
    stop = {"transactionId": number, "idTag": "TAG-1", "meterStop": register + 10, "timestamp": at(minute + 30)}
    return [*found, ("StopTransaction", stop)]


def start(charger: Charger, minute: int) -> int:
    at = clock.to_wire(START + timedelta(minutes=minute))
    sent = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 0, "timestamp": at}
    return int(charger.ask("StartTransaction", sent)["transactionId"])


def react(csms: World) -> None:
    """As the stream does, and as if it came again."""
    csms.react()
    for transaction in csms.transactions():
        add_session_usage(csms.ports, transaction.id)


@pytest.mark.parametrize("seed", range(6))
def test_random_order_repetition_and_late_messages_add_up_to_the_raw_sessions(csms: World, seed: int) -> None:
    rng, charger = Random(seed), csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(days=3)
    sent = [message for minute in (0, 700) for message in messages(rng, start(charger, minute), minute)]
    sent += rng.choices(sent, k=4)
    rng.shuffle(sent)
    for action, payload in sent:
        charger.ask(action, payload)
        if rng.random() < 0.5:
            csms.react()
    csms.react()
    assert stored_usage() == rebuilt_usage(csms.ports)
    total = sum(value for name, value in _sums("site#depot").items() if name.startswith("e"))
    assert total == sum(round((t.energy_wh or 0) * 1000) for t in csms.transactions()) > 0


def test_a_rebuild_from_nothing_gives_the_same(csms: World) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(days=3)
    for action, payload in messages(Random(7), start(charger, 0), 0):
        charger.ask(action, payload)
    react(csms)
    before = stored_usage()
    rebuild_from_nothing(csms)
    assert stored_usage() == before
    rebuild(csms, "depot")
    assert stored_usage() == before


def test_a_session_that_is_corrected_moves_its_sums(csms: World) -> None:
    """Closed by the CSMS, then ended by its station after all."""
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(days=1)
    number = start(charger, 0)
    [transaction] = csms.transactions()
    close_transaction(csms.ports, transaction.id)
    react(csms)
    assert _sums("site#depot")["n12"] == 1
    stop = {"transactionId": number, "meterStop": 5000, "timestamp": clock.to_wire(START + timedelta(hours=2))}
    charger.ask("StopTransaction", stop)
    react(csms)
    sums = _sums("site#depot")
    assert "n12" not in sums
    assert (sums["n14"], sums["o12"], sums["o13"], sums["e48"]) == (1, 3600, 3600, 625_000)


@pytest.mark.parametrize("later", ["another_group", "deleted"])
def test_a_past_session_stays_with_the_group_it_was_counted_for(csms: World, later: str) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(days=1)
    stop = {"transactionId": start(charger, 0), "meterStop": 5000, "timestamp": clock.to_wire(csms.moment)}
    charger.ask("StopTransaction", stop)
    react(csms)
    before = stored_usage()
    assert Key("groups#site#depot", f"{START:%Y-%m}#taxis") in before
    if later == "deleted":
        csms.ports.tokens.remove(key_of("TAG-1"))
    else:
        csms.token("TAG-1", group_id="buses")
    rebuild(csms)
    assert stored_usage() == before


def test_a_car_left_for_months_is_added_in_parts(csms: World) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(days=80)
    number = start(charger, 0)
    stop = {"transactionId": number, "meterStop": 5000, "timestamp": clock.to_wire(START + timedelta(days=79))}
    charger.ask("StopTransaction", stop)
    csms.requests.clear()
    react(csms)
    assert csms.requests.count("TransactWriteItems") > 80 * 3 / MOST_ITEMS
    assert stored_usage() == rebuilt_usage(csms.ports)


def test_who_reads_before_and_writes_after_another_begins_again(csms: World) -> None:
    entry = csms.ports.usage.entry("t")
    csms.ports.usage.add(entry, {Key("site#x", "2026-03-01"): {"e0": 5}})
    with pytest.raises(ConcurrentChangeError):
        csms.ports.usage.add(entry, {Key("site#x", "2026-03-01"): {"e0": 5}})
    assert _sums("site#x") == {"e0": 5}


def test_a_running_session_is_added_when_an_hour_begins(csms: World) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(hours=3)
    number, seen = start(charger, 0), []
    for minute in (10, 50, 61, 62):
        [before] = csms.transactions()
        at = clock.to_wire(START + timedelta(minutes=minute))
        sampled = [{"timestamp": at, "sampledValue": [{"value": str(minute)}]}]
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": sampled})
        seen.append(worth_adding(before, csms.transactions()[0]))
    assert seen == [False, False, True, False]
    assert worth_adding(None, csms.transactions()[0])


def test_energy_that_was_promised_and_not_delivered_counts(csms: World) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    number = start(charger, 0)
    goal = Goal(GoalSource.DRIVER, energy_wh=20_000)
    csms.ports.transactions.set_goal(csms.transactions()[0].id, GoalSource.DRIVER, goal)
    csms.forward(hours=1)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 15_000, "timestamp": charger.now()})
    csms.react()
    assert _sums("site#depot")["u13"] == 5_000_000
    assert _sums("groups#site#depot")["u0"] == 5_000_000


def test_readings_that_come_late_are_told_of_by_the_transaction(csms: World) -> None:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    csms.forward(hours=3)
    for action, payload in messages(Random(3), start(charger, 0), 0):
        charger.ask(action, payload)
    late = {"timestamp": clock.to_wire(START + timedelta(minutes=1)), "sampledValue": [{"value": "7"}]}
    [before] = csms.transactions()
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": 1, "meterValue": [late]})
    [after] = csms.transactions()
    assert (before.late_readings, after.late_readings) == (0, 1)
    assert worth_adding(before, after)


def _sums(scope: str) -> dict[str, int]:
    every = [sums for key, sums in stored_usage().items() if key.scope == scope]
    return {name: value for sums in every for name, value in sums.items()}
