"""A driver is forgotten: the token stands nowhere any more, and what was charged stays, whatever dies."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from csms.adapters.dynamodb import models, token_traces
from csms.adapters.dynamodb.changes import read_change
from csms.adapters.dynamodb.packed import pack, unpack
from csms.adapters.dynamodb.transact import Transaction as Write
from csms.application.add_session_usage import worth_adding
from csms.application.erase_token import request_erasure
from csms.application.ports import ListContents, StationEvent
from csms.application.react_to_change import react_to_change
from csms.application.request_export import ExportRequest, request_export
from csms.application.run_task import run_task
from csms.domain import clock
from csms.domain.erasures import Pseudonym
from csms.domain.errors import ConflictError
from csms.domain.events import Event
from csms.domain.exports import ExportFormat, ExportKind
from csms.domain.list_sync import LocalList
from csms.domain.local_lists import ListEntry
from csms.domain.occurrences import Recurrence
from csms.domain.reservations import Reservation, ReservationStatus, Step
from csms.domain.schedules import Schedule
from csms.domain.stations import OcppVersion
from csms.domain.tariffs import Tariff, Terms
from csms.domain.tokens import AuthorizationStatus
from csms.domain.unknown_tokens import Sighting
from tests.support.fuse import Died, Fuse
from tests.support.world import Charger, World, world

BEFORE = "2026-01-01T00:00:00.000Z"
TARIFF = Tariff("all", "All", BEFORE, terms=(Terms(1, BEFORE, "EUR"),))
TOKEN, OTHER = "Driver-77", "Driver-770"


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        fill(made)
        yield made


def fill(csms: World) -> None:
    """One driver everywhere, and another whose token begins alike."""
    csms.register()
    csms.token(TOKEN, group_id="taxis")
    csms.token(OTHER)
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    charge(csms, charger, TOKEN, TOKEN)
    charge(csms, charger, OTHER, OTHER)
    charge(csms, charger, OTHER, TOKEN)
    request = json.dumps({"connectorId": 1, "idTag": TOKEN})
    message = csms.send("cp-1", "RemoteStartTransaction", request).message_id
    assert charger.frame(json.dumps([3, message, {"status": "Accepted"}])) is None
    now, ports = clock.to_text(csms.moment), csms.ports
    ports.station_events.add(
        "cp-1", StationEvent("se1", "Deviation", now, {"idTag": TOKEN}, f'[2,"1","Authorize",{{"idTag":"{TOKEN}"')
    )
    data = {"token": TOKEN, "energy_wh": 1500}
    ports.events.add(Event("e1", "session.ended", now, now, {"station": "CP-1"}, data))
    ports.unknown_tokens.note(Sighting(token=TOKEN, type=None, station="CP-2", evse=None, at=now))
    contents = ListContents({TOKEN: ListEntry(TOKEN, "ISO14443", AuthorizationStatus.ACCEPTED)})
    ports.local_lists.save(LocalList("cp-1", trusted=True), contents)
    reserve(csms, "r1", ReservationStatus.USED)
    booked = Schedule("s1", "depot", "Night", now, None, Recurrence.ONCE, now, token=TOKEN, priority=2)
    ports.schedules.save(booked)
    wanted = ExportRequest(ExportKind.SESSIONS, ExportFormat.CSV, "2026-01-01T00:00:00.000Z", token_key=TOKEN.lower())
    request_export(ports, wanted)
    models.CdrItem(
        "cdr1",
        last_updated=now,
        session_id="x",
        token_key=TOKEN.lower(),
        record=pack({"id": "cdr1", "cdr_token": {"uid": TOKEN, "contract_id": TOKEN}, "total_energy": "1.5"}),
    ).save()


def charge(csms: World, charger: Charger, token: str, stopped_by: str) -> None:
    start = {"connectorId": 1, "idTag": token, "meterStart": 1000, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", start)["transactionId"]
    csms.forward(minutes=10)
    value = {"timestamp": charger.now(), "sampledValue": [{"value": "2000"}]}
    charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
    stop = {"transactionId": number, "idTag": stopped_by, "meterStop": 2500, "timestamp": charger.now()}
    charger.ask("StopTransaction", stop)


def reserve(csms: World, name: str, status: ReservationStatus) -> None:
    now = clock.to_text(csms.moment)
    reservation = Reservation(
        id=name,
        number=1,
        station_key="cp-9",
        identity="CP-9",
        evse=1,
        token=TOKEN,
        token_type="ISO14443",
        created_at=now,
        expires_at=now,
        status=status,
        history=(Step(now, status),),
    )
    write = Write()
    write.take_along([csms.ports.reservations.prepared_add(reservation)])
    write.commit()


def everything() -> list[tuple[str, str]]:
    """Every item of every table as text, whatever it is packed in."""
    found = []
    for model in models.TABLES:
        for item in model.scan():
            values = {
                name: unpack(value) if isinstance(value, bytes) else value
                for name, value in item.attribute_values.items()
            }
            found.append((model.Meta.suffix, json.dumps(values, default=str)))  # type: ignore[attr-defined]
    return found


def traces(token: str = TOKEN) -> list[tuple[str, str]]:
    """A token that begins alike is another."""
    key = token.casefold()
    return [(table, text) for table, text in everything() if key in text.casefold().replace(f"{key}0", "")]


def measured(csms: World) -> list[tuple[Any, ...]]:
    return [
        (t.id, t.energy_wh, t.started_at, t.ended_at, t.integrity["verdict"], len(samples(csms, t.id)))
        for t in csms.transactions()
    ]


def samples(csms: World, transaction_id: str) -> list[Any]:
    return [event["samples"] for event in csms.ports.transactions.events(transaction_id, 100, None).items]


def work(csms: World, ports: Any = None) -> None:
    """Every task of an erasure that waits; one that dies comes again."""
    while waiting := [entry for entry in csms.queues.tasks if entry[1]["task"] == "erase_token"]:
        entry = waiting[0]
        csms.forward(seconds=entry[0])
        with csms.guard.running("scheduled_task"):
            try:
                run_task(ports or csms.ports, entry[1])
            except Died:
                continue
        csms.queues.tasks.remove(entry)


def test_no_item_names_the_driver_and_what_was_charged_stays(csms: World) -> None:
    before, others = measured(csms), len(traces(OTHER))
    tables = {table for table, _ in traces()}
    assert tables == {
        "tokens", "unknown-tokens", "transactions", "transaction-events", "commands", "station-events", "events",
        "reservations", "local-lists", "exports", "cdrs", "schedules",
    }  # fmt: skip
    erasure = request_erasure(csms.ports, TOKEN, "ann")
    work(csms)
    assert traces() == []
    assert measured(csms) == before
    local_list = csms.ports.local_lists.get("cp-1")
    assert local_list is not None
    assert not local_list.trusted, "its next sync sends all of it"
    assert len(traces(OTHER)) == others
    done = csms.ports.erasures.get(erasure.id)
    assert done is not None
    assert (done.done, done.token_key, done.pseudonym, done.requested_by) == (True, None, None, "ann")
    assert done.changed > 10


def test_one_driver_has_one_pseudonym(csms: World) -> None:
    request_erasure(csms.ports, TOKEN, None)
    work(csms)
    by_place = [t.token for t in csms.transactions()] + [t.stop_token for t in csms.transactions()]
    [pseudonym] = {token for token in by_place if token != OTHER}
    assert pseudonym is not None
    assert pseudonym.startswith("erased-")
    record = unpack(models.CdrItem.get("cdr1").record)
    assert record == {"id": "cdr1", "cdr_token": {"uid": pseudonym, "contract_id": pseudonym}, "total_energy": "1.5"}
    request = models.CommandItem.scan(models.CommandItem.action == "RemoteStartTransaction")
    assert [json.loads(item.request)["idTag"] for item in request] == [pseudonym]


def test_an_erasure_that_dies_anywhere_is_finished_all_the_same() -> None:
    """Before one step, after the next: to die after a step is nearly to die before the one that follows."""
    for at in count(1):
        fuse = Fuse(at, before=at % 2 == 1)
        with world() as csms:
            fill(csms)
            expected = measured(csms)
            steps = ("stations", "rewrite_station", "rewrite_sessions", "rewrite_records")
            ports = replace(
                csms.ports,
                traces=fuse.around(csms.ports.traces, *steps),
                erasures=fuse.around(csms.ports.erasures, "get", "save"),
                tokens=fuse.around(csms.ports.tokens, "remove"),
                unknown_tokens=fuse.around(csms.ports.unknown_tokens, "remove"),
            )
            request_erasure(csms.ports, TOKEN, None)
            work(csms, ports)
            assert traces() == [], f"step {at}"
            assert measured(csms) == expected
        if fuse.steps < at:
            break
    assert at > 15


def test_a_slice_ends_in_time_and_the_next_goes_on(csms: World) -> None:
    request_erasure(csms.ports, TOKEN, None)
    slow = replace(csms.ports, traces=SlowTraces(csms))  # type: ignore[arg-type]
    slices = 0
    while waiting := [entry for entry in csms.queues.tasks if entry[1]["task"] == "erase_token"]:
        csms.queues.tasks.remove(waiting[0])
        csms.forward(seconds=waiting[0][0])
        run_task(slow, waiting[0][1])
        slices += 1
    assert slices > 3
    assert traces() == []


def test_a_station_with_much_is_looked_through_page_by_page(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_traces, "_ITEMS_AT_ONCE", 3)
    now = clock.to_text(csms.moment)
    for number in range(10):
        report = StationEvent(f"se{number}", "DataTransfer", now, {"idTag": TOKEN})
        csms.ports.station_events.add("cp-1", report)
    pseudonym, cursor, pages = Pseudonym(TOKEN.lower(), "erased-1"), None, []
    while not pages or cursor:
        changed, cursor = csms.ports.traces.rewrite_station("cp-1", pseudonym, cursor)
        pages.append(changed)
    assert len(pages) > 6
    assert max(pages) <= 3
    assert {table for table, _ in traces()} & {"commands", "station-events", "events", "local-lists"} == set()


def reactions(csms: World) -> list[Any]:
    """All that has been written, as its streams tell it now."""
    return [read_change(record) for record in csms.journal.take()]


def test_what_the_streams_tell_during_and_after_an_erasure_does_not_bring_the_driver_back(csms: World) -> None:
    """Every change of before comes late: in the middle of the erasure, or again when it is over."""
    csms.ports.tariffs.save(TARIFF)
    models.CdrItem("cdr1").delete()
    csms.journal.take()
    told = len(csms.bus.published)
    charger = csms.connect(OcppVersion.V16)
    charge(csms, charger, TOKEN, TOKEN)
    reserve(csms, "r9", ReservationStatus.USED)
    late = reactions(csms)
    request_erasure(csms.ports, TOKEN, None)
    _, task = next(entry for entry in csms.queues.tasks if entry[1]["task"] == "erase_token")
    csms.forward(seconds=2)
    csms.run_task(task)  # up to the wait for those that are at work
    assert not csms.ports.erasures.get(task["erasure_id"]).done  # type: ignore[union-attr]
    csms.forward(seconds=100)
    for change in late[: len(late) // 2]:
        react_to_change(csms.ports, change)
    work(csms)
    for change in late * 2:
        react_to_change(csms.ports, change)
    csms.react()
    assert traces() == []
    new = csms.bus.published[told:]
    assert {"session.started", "session.ended", "reservation.used", "cdr.issued"} <= {event.type for event in new}
    assert TOKEN.casefold() not in json.dumps([event.to_dict() for event in new]).casefold()
    named = {event.data["token"] for event in new if event.data.get("token")}
    assert len(named) == 1
    assert next(iter(named)).startswith("erased-")


class SlowTraces:
    """Each step takes longer than a slice."""

    def __init__(self, csms: World) -> None:
        self._csms, self._inner = csms, csms.ports.traces

    def __getattr__(self, name: str) -> Any:
        self._csms.forward(seconds=30)
        return getattr(self._inner, name)


def test_a_running_session_or_an_open_reservation_is_in_the_way(csms: World) -> None:
    reserve(csms, "r2", ReservationStatus.ACCEPTED)
    with pytest.raises(ConflictError, match="reservation"):
        request_erasure(csms.ports, TOKEN, None)
    charger = csms.connect(OcppVersion.V16)
    start = {"connectorId": 1, "idTag": TOKEN, "meterStart": 1000, "timestamp": charger.now()}
    charger.ask("StartTransaction", start)
    with pytest.raises(ConflictError, match="session"):
        request_erasure(csms.ports, TOKEN, None)
    assert csms.ports.tokens.get(TOKEN.lower()) is not None


def test_an_erased_session_changes_no_sum(csms: World) -> None:
    session = csms.transactions()[-1]
    erased = replace(session, token="erased-1", version=session.version + 1)
    assert not worth_adding(session, erased)
    assert worth_adding(session, replace(erased, end=None))


@pytest.mark.parametrize(
    ("value", "member", "after"),
    [
        ({"idTag": "t-1", "transactionId": "t-1"}, "", {"idTag": "X", "transactionId": "t-1"}),
        ({"idToken": {"idToken": "T-1", "type": "Central"}}, "", {"idToken": {"idToken": "X", "type": "Central"}}),
        ([{"sampledValue": [{"value": "t-1"}]}], "", [{"sampledValue": [{"value": "t-1"}]}]),
        ('{"idTag":"t-1","limit":16.10}', "request", '{"idTag":"X","limit":16.1}'),
        ('{"idTag":"other","limit":16.10}', "request", '{"idTag":"other","limit":16.10}'),
        ('[2,"1","Authorize",{"idTag":"T-1"', "frame", '[2,"1","Authorize",{"idTag":"X"'),
        ("T-10 t-1", "frame", "T-10 X"),
        ("t-1", "ocpp_transaction_id", "t-1"),
        (7, "token", 7),
    ],
)
def test_a_value_is_changed_for_its_name(value: Any, member: str, after: Any) -> None:
    assert Pseudonym("t-1", "X").applied(value, member) == after
