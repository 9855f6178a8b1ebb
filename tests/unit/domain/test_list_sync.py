"""A sync against stations that lose messages, lose answers, lose their list, or know better."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from csms.domain import list_sync
from csms.domain.list_sync import ListStatus, LocalList, SyncWish, Turn
from csms.domain.local_lists import Change, Limits, ListEntry, changes, next_chunk
from csms.domain.tokens import AuthorizationStatus
from tests.support.station_list import applied

from .test_local_lists import limits, lists

AT = "2026-03-01T12:00:00.000Z"
Entries = dict[str, ListEntry]


@dataclass
class ModelStation:
    """A station as the specification wants it."""

    version: int = 0
    entries: Entries = field(default_factory=dict)
    keeps_lists: bool = True
    room: int = 100
    full_taken: int = 0

    def take(self, version: int, full: bool, made: list[Change]) -> str:
        if not self.keeps_lists:
            return "NotSupported"
        if not full and version <= self.version:
            return "VersionMismatch"
        held = applied({} if full else self.entries, made)
        if len(held) > self.room:
            return "Failed"
        self.version, self.entries = version, held
        self.full_taken += full
        return "Accepted"


@dataclass
class Csms:
    """The sync's driver without tables: what step_local_list and list_outcomes do."""

    limits: Limits
    state: LocalList = field(default_factory=lambda: LocalList("cp-1"))
    planned: Entries = field(default_factory=dict)
    before: Entries = field(default_factory=dict)
    messages: int = 0
    versions: list[int] = field(default_factory=list)

    def sync(self, station: ModelStation, wanted: Entries, faults: list[str], **wish: Any) -> ListStatus:
        self.state = list_sync.requested(self.state, SyncWish(AT, **wish))
        for _ in range(500):
            if self.state.turn is None:
                return self.state.status
            self._step(station, wanted, faults.pop(0) if faults else "")
        raise AssertionError("it does not come to an end")

    def _step(self, station: ModelStation, wanted: Entries, fault: str) -> None:
        if self.state.turn is Turn.PLAN:
            self.before = {} if list_sync.plans_full(self.state) else self.planned
            self.planned = {} if self.state.next_empty else wanted
            total = len(changes(self.before, self.planned))
            self.state = list_sync.planned(self.state, total, len(self.planned), AT)
            return
        self.messages += 1
        if self.state.turn is Turn.ASK:
            if fault == "forgets its list":
                station.version, station.entries = 0, {}
            self.state = list_sync.asking(self.state, f"m{self.messages}")
            lost = fault in ("message lost", "answer lost")
            told = station.version if station.keeps_lists else -1
            self.state = list_sync.unanswered(self.state, AT) if lost else list_sync.told_version(self.state, told, AT)
            return
        self._send(station, fault)

    def _send(self, station: ModelStation, fault: str) -> None:
        waiting = changes(self.before, self.planned)
        chunk = next_chunk(waiting, self.state.sent, self.limits, lambda change: 40)
        full = self.state.opens
        self.state = list_sync.sending(self.state, f"m{self.messages}", len(chunk))
        assert self.state.message_version is not None
        self.versions.append(self.state.message_version)
        word = "" if fault == "message lost" else station.take(self.state.message_version, full, chunk)
        if fault in ("message lost", "answer lost"):
            self.state = list_sync.unanswered(self.state, AT)
        elif fault == "says Failed":
            self.state = list_sync.failed(self.state, AT, "Failed")
        elif word == "Accepted":
            self.state = list_sync.accepted(self.state, AT)
        elif word == "VersionMismatch":
            self.state = list_sync.mismatched(self.state, AT)
        elif word == "Failed":
            self.state = list_sync.failed(self.state, AT, "Failed")
        else:
            self.state = list_sync.not_supported(self.state, AT)


FAULTS = ["", "", "", "message lost", "answer lost", "forgets its list", "says Failed"]


@settings(max_examples=400)
@given(
    st.lists(st.tuples(lists, st.lists(st.sampled_from(FAULTS), max_size=12), st.booleans()), min_size=1, max_size=4),
    limits,
    st.integers(0, 9),
    lists,
)
def test_whatever_gets_lost_in_step_is_the_truth(
    rounds: list[tuple[Entries, list[str], bool]], limits: Limits, foreign_version: int, foreign: Entries
) -> None:
    """And once nothing is lost any more, one sync is enough. A station that forgets its list between two messages of
    one sync and takes the rest all the same deceives everybody: here it forgets before it is asked."""
    csms, station = Csms(limits), ModelStation(foreign_version, dict(foreign) if foreign_version else {})
    for wanted, faults, full in rounds:
        status = csms.sync(station, wanted, list(faults), full=full)
        event(status)
        if status is ListStatus.IN_STEP:
            assert (station.entries, station.version) == (wanted, csms.state.version)
    wanted = rounds[-1][0]
    assert csms.sync(station, wanted, []) is ListStatus.IN_STEP
    assert (station.entries, station.version) == (wanted, csms.state.version)
    assert csms.versions == sorted(set(csms.versions)), "a version was given twice"


@given(lists, lists, limits)
def test_what_is_known_is_not_sent_again(first: Entries, second: Entries, limits: Limits) -> None:
    csms, station = Csms(limits), ModelStation()
    csms.sync(station, first, [])
    fulls, messages = station.full_taken, csms.messages
    assert csms.sync(station, first, []) is ListStatus.IN_STEP
    assert csms.messages == messages + 1, "asking is enough"
    assert csms.sync(station, second, []) is ListStatus.IN_STEP
    assert (station.entries, station.full_taken) == (second, fulls)


def entry(name: str) -> ListEntry:
    return ListEntry(name, "ISO14443", AuthorizationStatus.ACCEPTED)


FOUR = {name: entry(name) for name in "abcd"}
TWO_AT_ONCE = Limits(2, 10_000)


def test_the_first_message_is_full_the_others_differential() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation(version=7, entries={"x": entry("x")})
    assert csms.sync(station, FOUR, []) is ListStatus.IN_STEP
    assert (station.entries, station.full_taken, csms.versions) == (FOUR, 1, [8, 9])


def test_an_empty_list_is_a_full_message() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    csms.sync(station, FOUR, [])
    assert csms.sync(station, FOUR, [], empty=True) is ListStatus.IN_STEP
    assert (station.entries, station.full_taken, csms.state.entries) == ({}, 2, 0)
    assert csms.sync(station, FOUR, []) is ListStatus.IN_STEP
    assert station.entries == FOUR


def test_a_full_sync_asks_for_nothing() -> None:
    csms, station = Csms(Limits(9, 10_000)), ModelStation()
    assert csms.sync(station, FOUR, [], full=True) is ListStatus.IN_STEP
    assert csms.messages == 1


def test_a_version_that_is_there_by_chance_proves_nothing() -> None:
    """The Full message that was sent without asking is lost, and the station holds a list of that very version."""
    csms, station = Csms(TWO_AT_ONCE), ModelStation(version=1, entries={"x": entry("x")})
    csms.sync(station, FOUR, ["", "message lost"], full=True)
    assert (station.entries, station.version) == (FOUR, csms.state.version)


def test_a_station_without_lists() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation(keeps_lists=False)
    assert csms.sync(station, FOUR, []) is ListStatus.NOT_SUPPORTED
    assert csms.sync(station, FOUR, [], full=True) is ListStatus.NOT_SUPPORTED
    assert csms.messages == 2


def test_a_station_without_room_is_not_tried_for_ever() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation(room=3)
    assert csms.sync(station, FOUR, []) is ListStatus.FAILED
    assert (csms.state.error, station.full_taken) == ("Failed", list_sync.MAX_RESTARTS + 1)


def test_a_station_that_never_answers_is_out_of_step() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    assert csms.sync(station, FOUR, ["message lost"] * 9) is ListStatus.OUT_OF_STEP
    assert (csms.state.error, csms.messages) == ("no_answer", list_sync.MAX_TRIES)


def test_a_request_during_a_sync_is_a_sync_after_it() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    csms.state = list_sync.requested(csms.state, SyncWish(AT))
    csms._step(station, FOUR, "")
    csms._step(station, FOUR, "")
    csms._step(station, FOUR, "")
    assert (csms.state.sent, csms.state.total) == (2, 4)
    later = {**FOUR, "e": entry("e")}
    assert csms.sync(station, later, []) is ListStatus.IN_STEP
    assert (station.entries, station.full_taken) == (later, 1)


def test_a_request_to_empty_it_does_not_wait_for_the_rest() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    csms.state = list_sync.requested(csms.state, SyncWish(AT))
    csms._step(station, FOUR, "")
    csms._step(station, FOUR, "")
    assert csms.sync(station, FOUR, [], empty=True) is ListStatus.IN_STEP
    assert (station.entries, csms.versions) == ({}, [1, 2])


@pytest.mark.parametrize(("told", "status"), [(2, "in_step"), (9, "out_of_step"), (-1, "not_supported")])
def test_what_the_station_tells_somebody_else(told: int, status: str) -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    csms.sync(station, FOUR, [])
    assert csms.state.version == 2
    seen = list_sync.noticed(csms.state, told, AT)
    assert (seen.status, seen.trusted) == (status, told == 2)
    assert list_sync.noticed(LocalList("cp-1"), 3, AT).status is ListStatus.UNKNOWN


def test_a_list_sent_by_somebody_else_is_replaced() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    csms.sync(station, FOUR, [])
    assert station.take(40, True, changes({}, {"x": entry("x")})) == "Accepted"
    csms.state = list_sync.overwritten(csms.state, 40)
    assert csms.state.status is ListStatus.OUT_OF_STEP
    csms.sync(station, FOUR, [])
    assert (station.entries, station.version) == (FOUR, 42)


def test_also_in_the_middle_of_a_sync() -> None:
    csms, station = Csms(TWO_AT_ONCE), ModelStation()
    csms.state = list_sync.requested(csms.state, SyncWish(AT))
    for _ in range(3):
        csms._step(station, FOUR, "")
    station.take(2, False, changes({}, {"x": entry("x")}))
    csms.state = list_sync.overwritten(csms.state, 2)
    csms.sync(station, FOUR, [])
    assert station.entries == FOUR
    assert replace(csms.state, revision=0).trusted
