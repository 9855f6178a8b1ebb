"""Faults, silences, boots and deviations of stations are counted exactly once, and anew from what is kept of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from csms.adapters.dynamodb.changes import read_change
from csms.adapters.dynamodb.usage import DynamoUsage
from csms.application.ports import Change
from csms.application.react_to_change import ReactorsFailedError, react_to_change
from csms.domain import clock
from csms.domain.outages import Outage
from csms.domain.sites import Site
from csms.domain.stations import OcppVersion
from csms.domain.usage.amounts import Key
from tests.support.usage import rebuild, rebuild_from_nothing, rebuilt_usage, stored_usage
from tests.support.world import START, Charger, World, world

# The Monday of the week of world.START.
WEEK = Key("troubles#operator", "2026-02-23#cp-1")


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        for site_id in ("depot", "other"):
            made.ports.sites.save(Site(site_id, site_id, clock.to_text(START)))
        made.register("CP-1", site_id="depot")
        yield made


@pytest.fixture
def charger(csms: World) -> Charger:
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    return charger


def status(charger: Charger, name: str, **members: Any) -> None:
    sent = {"connectorId": 1, "status": name, "errorCode": "NoError", "timestamp": charger.now()}
    charger.ask("StatusNotification", {**sent, **members})


def a_bad_day(csms: World, charger: Charger) -> None:
    """A fault of ten minutes, a message that says too much, two hours of silence and another boot."""
    status(charger, "Faulted")
    csms.forward(minutes=10)
    status(charger, "Available", surprise=True)
    status(charger, "Available", surprise=True)
    csms.disconnect(charger.connection_id)
    csms.forward(hours=2)
    csms.connect(OcppVersion.V16).boot()


def replay(csms: World, records: list[dict[str, Any]]) -> None:
    with csms.guard.running("table_changes"):
        for record in records:
            react_to_change(csms.ports, read_change(record))


def of_stations(csms: World) -> list[dict[str, Any]]:
    return [record for record in csms.journal.take() if "-stations/" in record["eventSourceARN"]]


def test_what_went_wrong_is_counted_once_however_often_it_comes(csms: World, charger: Charger) -> None:
    a_bad_day(csms, charger)
    records = of_stations(csms)
    for _ in range(2):
        replay(csms, records)
    assert stored_usage()[WEEK] == {"f0": 1, "q0": 1, "x0": 600 + 7200, "k0": 2, "d0": 1}
    assert stored_usage()[Key("troubles#site#depot", WEEK.period)] == stored_usage()[WEEK]
    assert stored_usage()[Key("site#depot", "2026-03-01")] == {
        "f12": 1, "x12": 600 + 3000, "x13": 3600, "x14": 600, "k12": 1, "k14": 1}  # fmt: skip
    [day] = csms.ports.station_days.between("cp-1", "2026-03-01", "2026-03-01")
    assert (len(day.boots), dict(day.deviations)) == (2, {"StatusNotification:extra_member": 2})


def test_a_rebuild_from_nothing_brings_faults_silences_and_boots_back(csms: World, charger: Charger) -> None:
    a_bad_day(csms, charger)
    csms.react()
    before = stored_usage()
    assert before == rebuilt_usage(csms.ports)
    rebuild_from_nothing(csms)
    assert stored_usage() == before


def test_what_happened_at_a_site_stays_there_when_its_station_moves(csms: World, charger: Charger) -> None:
    a_bad_day(csms, charger)
    csms.react()
    before = stored_usage()
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    csms.ports.stations.save(type(station)(**{**station.__dict__, "site_id": "other"}), station)
    csms.react()
    rebuild(csms)
    rebuild(csms, "other")
    assert stored_usage() == before
    csms.ports.stations.remove(station)
    rebuild_from_nothing(csms)
    assert stored_usage() == before


def test_a_function_that_dies_between_the_day_and_the_sums_adds_when_it_comes_again(
    csms: World, charger: Charger, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = of_stations(csms)
    with monkeypatch.context() as dying:
        dying.setattr(DynamoUsage, "add", lambda *_: 1 / 0)
        with pytest.raises(ReactorsFailedError):
            replay(csms, records)
    assert WEEK not in stored_usage()
    replay(csms, records)
    assert stored_usage()[WEEK] == {"k0": 1}
    assert charger.version is OcppVersion.V16


def test_deviations_cost_the_sums_nothing_after_the_first_of_the_day(csms: World, charger: Charger) -> None:
    status(charger, "Available", surprise=True)
    csms.react()
    csms.requests.clear()
    status(charger, "Available", surprise=True)
    csms.react()
    assert "TransactWriteItems" not in csms.requests
    csms.forward(days=1)
    status(charger, "Available", surprise=True)
    csms.react()
    assert stored_usage()[WEEK]["d0"] == 1
    assert stored_usage()[Key("troubles#site#depot", "2026-03-02#cp-1")] == {"d0": 1}


def test_a_station_that_is_made_or_removed_has_done_nothing(csms: World) -> None:
    station = csms.ports.stations.get("cp-1")
    for old, new in ((None, station), (station, None)):
        with csms.guard.running("table_changes"):
            react_to_change(csms.ports, Change("stations", ("cp-1",), old, new, "1", csms.moment))
    assert stored_usage() == {}


def test_a_silence_is_an_outage_while_it_lasts_and_ends_when_the_station_is_back(csms: World, charger: Charger) -> None:
    csms.disconnect(charger.connection_id)
    csms.react()
    run_due(csms)
    assert [outage.ended_at for outage in outages(csms)] == [None]
    assert stored_usage()[WEEK] == {"k0": 1, "q0": 1}
    csms.forward(hours=2)
    csms.connect(OcppVersion.V16)
    csms.react()
    run_due(csms)
    [outage] = outages(csms)
    assert (outage.began_at, outage.ended_at) == (clock.to_text(START), csms.ports.stations.get("cp-1").last_seen)  # type: ignore[union-attr]
    assert stored_usage() == rebuilt_usage(csms.ports)


def test_who_is_back_in_time_was_not_silent(csms: World, charger: Charger) -> None:
    csms.disconnect(charger.connection_id)
    csms.react()
    csms.forward(minutes=5)
    csms.connect(OcppVersion.V16)
    csms.react()
    run_due(csms)
    assert outages(csms) == []


def test_a_station_that_is_removed_leaves_no_outage_to_who_comes_under_its_name(csms: World, charger: Charger) -> None:
    status(charger, "Faulted")
    csms.react()
    csms.forward(minutes=30)
    station = csms.ports.stations.get("cp-1")
    assert station is not None
    csms.ports.stations.remove(station)
    csms.react()
    assert [outage.ended_at for outage in outages(csms)] == [clock.to_text(csms.moment)]
    assert stored_usage()[WEEK]["x0"] == 1800


def run_due(csms: World) -> None:
    """The timers for silence, as their time comes."""
    while due := [entry for entry in csms.queues.tasks if entry[1]["task"] == "note_silence"]:
        for entry in due:
            csms.queues.tasks.remove(entry)
            csms.forward(seconds=entry[0])
            csms.run_task(entry[1])


def outages(csms: World) -> list[Outage]:
    return csms.ports.outages.between("cp-1", "2026", "2027")
