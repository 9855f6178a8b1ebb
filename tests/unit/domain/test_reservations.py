"""The life of a reservation: which step may follow which, who uses it, and what takes it away."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csms.domain.reservations import (
    Reservation,
    ReservationStatus,
    Use,
    become,
    note,
    out_of_order,
    used_by,
)
from csms.domain.stations import Connector

S = ReservationStatus
NOON, LATER = "2026-03-01T12:00:00.000Z", "2026-03-01T18:00:00.000Z"
ENDS = set(S) - {S.REQUESTED, S.ACCEPTED}


def reservation(**members: object) -> Reservation:
    made = Reservation("r", "cp-1", "CP-1", 7, 1, "CARD", "ISO14443", LATER, NOON, S.ACCEPTED, group_id="Fleet")
    return replace(made, **members)  # type: ignore[arg-type]


def use(**members: object) -> Use:
    return replace(Use(None, 1, "CARD", None, "2026-03-01T13:00:00.000Z"), **members)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(S), max_size=8))
def test_it_comes_to_one_end_and_stays_there(steps: list[ReservationStatus]) -> None:
    now = note(reservation(status=S.REQUESTED), NOON, None)
    ended: ReservationStatus | None = None
    for step in steps:
        then = become(now, step, NOON)
        assert not (then and ended), "it goes on after its end"
        assert not (then and step is S.REQUESTED)
        assert not (then and step is S.REJECTED and now.status is not S.REQUESTED)
        now = then or now
        ended = now.status if now.status in ENDS else None
        assert now.open is (ended is None)
        assert now.history[-1].status is now.status
    assert now.history[0].status is S.REQUESTED


@pytest.mark.parametrize("status", sorted(ENDS))
def test_every_end_can_be_reached(status: ReservationStatus) -> None:
    """What the station never confirmed may end in any way, for the answer may be lost."""
    assert become(reservation(status=S.REQUESTED), status, NOON) is not None


def test_it_has_expired_before_anybody_writes_that_down() -> None:
    assert [reservation().status_at(at) for at in (NOON, LATER)] == [S.ACCEPTED, S.EXPIRED]
    assert reservation(status=S.USED).status_at(LATER) is S.USED


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (use(), True),
        (use(token="card"), True),
        (use(evse=2), False),
        (use(evse=None), True),
        (use(token="OTHER"), False),
        (use(token="OTHER", group_id="FLEET"), True),
        (use(token="fleet"), True),
        (use(token=None), False),
        (use(token=None, number=7), True),
        (use(token="OTHER", evse=2, number=7), True),
        (use(number=8), False),
        (use(at="2026-03-01T18:00:01.000Z"), False),
        (use(at="2026-03-01T18:00:01.000Z", number=7), True),
    ],
)
def test_whose_start_uses_it(wanted: Use, fits: bool) -> None:
    assert (used_by([reservation()], wanted) is not None) is fits
    assert used_by([reservation(status=S.USED)], wanted) is None


def test_any_evse_fits_and_the_closest_goes_first() -> None:
    of_any = reservation(id="any", evse=0)
    of_group = reservation(id="group", token="OTHER")
    own = reservation(id="own")
    older = reservation(id="older", created_at="2026-03-01T11:00:00.000Z")
    assert used_by([of_any], use(evse=3)) is of_any
    assert used_by([of_any, of_group, own, older], use(group_id="fleet")) is older
    assert used_by([of_any, of_group], use(group_id="fleet")) is of_group
    assert used_by([reservation(group_id=None)], use(token="OTHER", group_id="")) is None


def connectors(**statuses: str) -> list[Connector]:
    """`e1="Faulted"`; `e0` is the station as a whole, reported after its connectors."""
    return [
        Connector(int(name[1:]), int(name != "e0"), status, LATER if name == "e0" else NOON)
        for name, status in statuses.items()
    ]


@pytest.mark.parametrize(
    ("evse", "reported", "lost"),
    [
        (1, connectors(e1="Faulted"), True),
        (1, connectors(e1="Unavailable", e2="Available"), True),
        (1, connectors(e1="Available", e2="Faulted"), False),
        (1, connectors(e1="Reserved"), False),
        (0, connectors(e1="Faulted", e2="Reserved"), False),
        (0, connectors(e1="Faulted", e2="Unavailable"), True),
        (0, connectors(e0="Unavailable", e1="Available"), True),
        (2, connectors(e0="Faulted"), True),
        (2, connectors(e0="Available"), False),
        (2, [], False),
        (1, [Connector(1, 1, "Faulted", NOON), Connector(1, 2, "Available", NOON)], False),
    ],
)
def test_what_takes_it_away(evse: int, reported: list[Connector], lost: bool) -> None:
    held = reservation(evse=evse)
    assert out_of_order([held, reservation(evse=evse, status=S.USED)], reported) == ([held] if lost else [])
