"""The fold: any order and any split of the same events is the same session."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from csms.domain.integrity import CLOSED_BY_CSMS
from csms.domain.metering import Sample
from csms.domain.transactions import EventKind, Transaction, TransactionEvent, apply, close

BLANK = Transaction("id", "cp-1", "CP-1", "tx", "2.0.1", started_at="2026-03-01T12:59:00.000Z")


def at(minute: int) -> str:
    return f"2026-03-01T12:{minute:02}:00.000Z"


def event(kind: EventKind, seq_no: int, register_wh: float, context: str = "Sample.Periodic") -> TransactionEvent:
    sample = Sample(at(seq_no), register_wh, context=context)
    token = "TAG" if kind is EventKind.STARTED else None
    return TransactionEvent(kind, "tx", at(seq_no), evse=1, seq_no=seq_no, token=token, samples=(sample,))


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[TransactionEvent], list[TransactionEvent]]:
    steps = draw(st.lists(st.integers(0, 12_000), min_size=1, max_size=12))
    registers = [1000.0]
    for step in steps:
        registers.append(registers[-1] + step)
    events = [event(EventKind.STARTED, 0, registers[0], "Transaction.Begin")]
    events += [event(EventKind.UPDATED, n, register) for n, register in enumerate(registers[1:-1], start=1)]
    events.append(event(EventKind.ENDED, len(registers) - 1, registers[-1], "Transaction.End"))
    return events, draw(st.permutations(events))


def fold(events: list[TransactionEvent]) -> Transaction:
    transaction = BLANK
    for one in events:
        transaction = apply(transaction, one)
    return transaction


@given(sessions())
def test_order_does_not_matter(session: tuple[list[TransactionEvent], list[TransactionEvent]]) -> None:
    in_order, shuffled = session
    assert fold(shuffled) == fold(in_order)
    assert fold(shuffled).integrity == {"verdict": "billable", "reasons": []}


@given(sessions(), st.data())
def test_energy_never_exceeds_what_the_meter_says(
    session: tuple[list[TransactionEvent], list[TransactionEvent]], data: st.DataObject
) -> None:
    """With any events missing the energy is none, or no more than the whole session's."""
    in_order, shuffled = session
    whole = fold(in_order).energy_wh
    kept = shuffled[: data.draw(st.integers(1, len(shuffled)))]
    energy_wh = fold(kept).energy_wh
    assert whole is not None
    assert energy_wh is None or 0 <= energy_wh <= whole


def test_closing_ends_at_the_last_sign_of_life_and_the_true_end_replaces_it() -> None:
    running = fold([event(EventKind.STARTED, 0, 0, "Transaction.Begin"), event(EventKind.UPDATED, 5, 700)])
    closed = close(running, at(40))
    assert (closed.ended_at, closed.energy_wh, closed.integrity["reasons"]) == (at(5), 700, [CLOSED_BY_CSMS])
    ended = apply(closed, replace(event(EventKind.ENDED, 6, 900, "Transaction.End"), stop_reason="Local"))
    assert (ended.ended_at, ended.energy_wh, CLOSED_BY_CSMS in ended.notes) == (at(6), 900, False)
