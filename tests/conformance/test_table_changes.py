"""What is written comes to those who react to it: in order, decoded, and again when they fail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from csms.adapters.dynamodb import models
from csms.adapters.dynamodb.changes import READERS
from csms.application import react_to_change as module
from csms.application.ports import Change, Ports
from csms.application.react_to_change import REACTORS, ReactorsFailedError, react_to_change
from csms.domain.commands import CommandStatus
from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from infra.access import OUTBOXES
from tests.support.deployment import Deployment, deployment
from tests.support.world import START, World


@pytest.fixture
def deployed(csms: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    with deployment(csms, monkeypatch) as made:
        yield made


def collect(monkeypatch: pytest.MonkeyPatch, table: str, *others: Any) -> list[Change]:
    seen: list[Change] = []

    def note(ports: Ports, change: Change) -> None:
        seen.append(change)

    monkeypatch.setitem(REACTORS, table, (note, *others))
    return seen


def fail(ports: Ports, change: Change) -> None:
    raise ConcurrentChangeError("not now")


def test_streams_are_those_that_somebody_reacts_to() -> None:
    everything: tuple[Any, ...] = models.TABLES
    readers: tuple[Any, ...] = READERS
    streamed = {model.Meta.suffix for model in everything if hasattr(model.Meta, "stream_view_type")}
    assert streamed == set(REACTORS) | set(OUTBOXES)
    assert {model.Meta.suffix for model, _ in readers} == streamed


def test_a_session_from_its_start_to_its_end(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = collect(monkeypatch, "transactions")
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    start = {"connectorId": 1, "idTag": "TAG-1", "meterStart": 100, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", start)["transactionId"]
    csms.forward(minutes=30)
    charger.ask("StopTransaction", {"transactionId": number, "meterStop": 5100, "timestamp": charger.now()})
    csms.react()
    started, ended = seen
    assert started.old is None
    assert isinstance(started.new, Transaction)
    assert (started.new.open, started.at) == (True, START)
    assert ended.old == started.new
    assert (ended.new.open, ended.new.energy_wh) == (False, 5000)
    assert ended.key == (ended.new.id,)
    assert ended.sequence > started.sequence
    csms.react()
    assert len(seen) == 2


def test_stations_are_read_as_their_store_reads_them(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = collect(monkeypatch, "stations")
    charger = csms.connect(OcppVersion.V201)
    charger.boot()
    csms.send("cp-1", "Reset", '{"type":"OnIdle"}')
    csms.react()
    assert seen[-1].new == csms.ports.stations.get("cp-1")
    station = seen[-1].new
    csms.ports.stations.remove(station)
    csms.react()
    assert (seen[-1].old, seen[-1].new) == (station, None)


def test_what_was_not_written_is_no_change(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = collect(monkeypatch, "stations")
    csms.connect(OcppVersion.V16)
    csms.react()
    before = len(seen)
    assert csms.send("cp-1", "ClearCache").status is CommandStatus.SENT
    assert csms.send("cp-1", "ClearCache", queue_until=START + timedelta(hours=1)).status is CommandStatus.QUEUED
    csms.react()
    assert [change.new.queued_commands for change in seen[before:]] == [0, 1]


def test_one_that_fails_does_not_keep_the_others_from_a_change(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = collect(monkeypatch, "stations", fail)
    change = Change("stations", ("cp-1",), None, csms.ports.stations.get("cp-1"), "1", START)
    with pytest.raises(ReactorsFailedError, match="fail"):
        react_to_change(csms.ports, change)
    assert seen == [change]


def test_a_change_that_failed_comes_again_and_holds_up_its_item_alone(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    csms = deployed.csms
    csms.react()
    seen: list[tuple[str, ...]] = []
    monkeypatch.setitem(REACTORS, "stations", (lambda ports, change: _unless_first(seen, change),))
    monkeypatch.setattr(module.logger, "exception", lambda *args, **more: None)
    for identity in ("CP-1", "CP-2", "CP-1"):
        station = csms.register(identity, evse_max_current_a=16.0 + len(seen))
        csms.ports.stations.save(station)
    csms.register("CP-1", evse_max_current_a=10.0)
    records = csms.journal.take()
    result = deployed.invoke("table_changes", {"Records": records})
    failed = [failure["itemIdentifier"] for failure in result["batchItemFailures"]]
    of_the_first = [r["dynamodb"]["SequenceNumber"] for r in records if r["dynamodb"]["Keys"]["key"]["S"] == "cp-1"]
    assert failed == of_the_first
    assert len(failed) > 1
    assert seen == [("cp-2",)]


def _unless_first(seen: list[tuple[str, ...]], change: Change) -> None:
    if change.key == ("cp-1",):
        raise ConcurrentChangeError("not now")
    seen.append(change.key)
