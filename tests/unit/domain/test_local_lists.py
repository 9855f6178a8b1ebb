"""A station's local list: which tokens belong to it, what differs, and how it is cut into messages."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.local_lists import (
    Change,
    Limits,
    ListEntry,
    changes,
    changes_from_rows,
    changes_to_rows,
    entries_for,
    from_rows,
    next_chunk,
    to_rows,
)
from csms.domain.stations import OcppVersion
from csms.domain.tokens import AuthorizationStatus, Place, Token, TokenStatus
from tests.support.station_list import applied

V16, V201, V21 = OcppVersion
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ACCEPTED, BLOCKED, EXPIRED = AuthorizationStatus.ACCEPTED, AuthorizationStatus.BLOCKED, AuthorizationStatus.EXPIRED

names = st.sampled_from([f"Tag-{number}" for number in range(12)])
entries = st.builds(
    ListEntry, names, st.just("ISO14443"), st.sampled_from([ACCEPTED, BLOCKED]), st.none(), st.sampled_from([None, "G"])
)
lists = st.lists(entries, unique_by=lambda entry: entry.token).map(
    lambda found: {entry.token.casefold(): entry for entry in found}
)
limits = st.builds(Limits, st.integers(0, 5), st.integers(0, 300))


def size_of(change: Change) -> int:
    return 40 if change.entry else 10


@given(lists, lists)
def test_a_station_that_applies_what_differs_has_the_list(
    before: dict[str, ListEntry], after: dict[str, ListEntry]
) -> None:
    assert applied(before, changes(before, after)) == after
    assert changes(after, after) == []


@given(lists, lists, limits)
def test_in_messages_of_any_size_too(before: dict[str, ListEntry], after: dict[str, ListEntry], limits: Limits) -> None:
    waiting, held, start = changes(before, after), dict(before), 0
    while start < len(waiting):
        chunk = next_chunk(waiting, start, limits, size_of)
        assert 1 <= len(chunk) <= max(limits.items, 1)
        assert len(chunk) == 1 or sum(map(size_of, chunk)) <= limits.bytes
        assert len({change.token for change in chunk}) == len(chunk)
        held, start = applied(held, chunk), start + len(chunk)
        assert len(held) <= max(len(before), len(after)), "it overflows on its way"
    assert held == after


@given(lists)
def test_a_list_is_kept_as_rows(held: dict[str, ListEntry]) -> None:
    assert from_rows(to_rows(held)) == held


@given(lists, lists)
def test_and_so_is_what_differs(before: dict[str, ListEntry], after: dict[str, ListEntry]) -> None:
    made = changes(before, after)
    assert list(changes_from_rows(changes_to_rows(made))) == made


def token(name: str, **members: object) -> Token:
    kind = str(members.pop("type", "ISO14443"))
    status = TokenStatus(str(members.pop("status", "accepted")))
    return Token(name.casefold(), name, kind, status, "2026-01-01T00:00:00.000Z", **members)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("members", "status"),
    [
        ({}, ACCEPTED),
        ({"status": "blocked"}, BLOCKED),
        ({"expires_at": "2026-02-01T00:00:00.000Z"}, EXPIRED),
        ({"expires_at": "2026-04-01T00:00:00.000Z"}, ACCEPTED),
        ({"stations": frozenset({"cp-1"})}, ACCEPTED),
        ({"sites": frozenset({"depot"})}, ACCEPTED),
        ({"stations": frozenset({"cp-2"})}, None),
        ({"sites": frozenset({"elsewhere"}), "status": "blocked"}, BLOCKED),
        ({"type": "NoAuthorization"}, None),
        ({"max_open_transactions": 1, "open_transactions": frozenset({"t"})}, ACCEPTED),
    ],
)
def test_what_stands_on_the_list(members: dict[str, object], status: AuthorizationStatus | None) -> None:
    found = entries_for([token("Card", **members)], Place("cp-1", "depot"), V16, NOW)
    assert {key: entry.status for key, entry in found.items()} == ({"card": status} if status else {})


@pytest.mark.parametrize(
    ("name", "members", "fit"),
    [
        ("x" * 20, {}, {V16, V201, V21}),
        ("x" * 21, {}, {V201, V21}),
        ("x" * 37, {}, {V21}),
        ("x", {"group_id": "g" * 21}, {V201, V21}),
        ("x", {"type": "VIN"}, {V16, V21}),
    ],
)
def test_a_version_is_told_what_it_can_spell(name: str, members: dict[str, object], fit: set[OcppVersion]) -> None:
    place = Place("cp-1", None)
    assert {v for v in OcppVersion if entries_for([token(name, **members)], place, v, NOW)} == fit
