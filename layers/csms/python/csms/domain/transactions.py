"""A charging transaction as a fold over its events, in whatever order they arrive.

1.6 has start, meter values and stop; 2.x has numbered events (2.0.1 part 2 §E). Both become
`TransactionEvent`s. `apply` keeps what the earliest and the latest events say, so that Ended before
Started, or a replay after the end, gives the same transaction.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from csms.domain import integrity, metering
from csms.domain.ev_needs import EvNeeds
from csms.domain.goals import Goal
from csms.domain.integrity import CLOSED_BY_CSMS
from csms.domain.metering import FIRSTS, Live, Reading, Sample
from csms.domain.session_costs import SessionCost


class EventKind(StrEnum):
    STARTED = "started"
    UPDATED = "updated"
    ENDED = "ended"


@dataclass(frozen=True)
class TransactionEvent:
    """`occurred_at` is the station's word; `register_wh` is 1.6's meterStart or meterStop."""

    kind: EventKind
    ocpp_transaction_id: str
    occurred_at: str
    evse: int | None = None
    connector: int | None = None
    seq_no: int | None = None
    token: str | None = None
    token_type: str | None = None
    register_wh: float | None = None
    samples: tuple[Sample, ...] = ()
    stop_reason: str | None = None
    charging_state: str | None = None
    offline: bool = False
    remote_start_id: int | None = None
    reservation_id: int | None = None
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Transaction:
    id: str
    station_key: str
    identity: str
    ocpp_transaction_id: str
    ocpp_version: str
    started_at: str
    site_id: str | None = None
    evse: int | None = None
    connector: int | None = None
    token: str | None = None
    token_type: str | None = None
    token_known: bool = False
    stop_token: str | None = None
    ended_at: str | None = None
    stop_reason: str | None = None
    charging_state: str | None = None
    remote_start_id: int | None = None
    reservation_id: int | None = None
    begin: Reading | None = None
    first: Reading | None = None
    last: Reading | None = None
    end: Reading | None = None
    live: Live = field(default_factory=Live)
    started_seq_no: int | None = None
    ended_seq_no: int | None = None
    latest_seq_no: int | None = None
    event_count: int = 0
    has_start: bool = False
    notes: frozenset[str] = frozenset()
    goals: tuple[Goal, ...] = ()
    # Messages with readings older than its newest: they have changed nothing else of it.
    late_readings: int = 0
    cost: SessionCost | None = None
    # Its station shows what it costs.
    shows_cost: bool = False
    ev_needs: EvNeeds | None = None
    version: int = 0

    @property
    def open(self) -> bool:
        return self.ended_at is None

    @property
    def energy_wh(self) -> float | None:
        """Energy delivered so far: the last register less the first; None where the meter cannot say."""
        start, stop = self.start_reading, self.stop_reading
        if start is None or stop is None or stop.register_wh < start.register_wh:
            return None
        return round(stop.register_wh - start.register_wh, 3)

    @property
    def start_reading(self) -> Reading | None:
        return self.first if self.begin is None or self.begin_is_placeholder else self.begin

    @property
    def stop_reading(self) -> Reading | None:
        if self.end is not None:
            return self.end
        return max((r for r in (self.begin, self.last) if r), key=_in_order, default=None)

    @property
    def integrity(self) -> dict[str, Any]:
        return integrity.of(self)

    @property
    def begin_is_placeholder(self) -> bool:
        """A station that started offline may send 0 and then its odometer (everest-core #1060)."""
        if self.begin is None or self.first is None or self.begin.register_wh != 0:
            return False
        return metering.mean_power_w(self.begin, self.first) > metering.PLAUSIBLE_POWER_W


def close(transaction: Transaction, at: str) -> Transaction:
    """End what the station never ended; the station's own end, should it come after all, replaces this one."""
    ended_at = max(transaction.live.at or transaction.started_at, transaction.started_at)
    return replace(transaction, ended_at=min(ended_at, at), notes=transaction.notes | {CLOSED_BY_CSMS})


def apply(transaction: Transaction, event: TransactionEvent) -> Transaction:
    """The transaction with one more event in it; call it once per event (the store sees to that)."""
    steps = {EventKind.STARTED: _start, EventKind.UPDATED: _update, EventKind.ENDED: _end}
    readings = _merge_readings(transaction, event)
    return steps[event.kind](_common(readings, event), event)


def _common(transaction: Transaction, event: TransactionEvent) -> Transaction:
    newest = _is_newest(transaction, event)
    return replace(
        transaction,
        evse=transaction.evse or event.evse,
        connector=transaction.connector or event.connector,
        charging_state=event.charging_state if newest and event.charging_state else transaction.charging_state,
        live=newer_live(transaction.live, metering.live(event.samples)),
        remote_start_id=transaction.remote_start_id if event.remote_start_id is None else event.remote_start_id,
        reservation_id=transaction.reservation_id if event.reservation_id is None else event.reservation_id,
        latest_seq_no=event.seq_no if newest and event.seq_no is not None else transaction.latest_seq_no,
        event_count=transaction.event_count + 1,
        notes=transaction.notes | event.notes,
        started_at=transaction.started_at if transaction.has_start else min(transaction.started_at, event.occurred_at),
    )


def _start(transaction: Transaction, event: TransactionEvent) -> Transaction:
    return replace(
        transaction,
        started_at=event.occurred_at,
        has_start=True,
        started_seq_no=event.seq_no,
        token=event.token or transaction.token,
        token_type=event.token_type or transaction.token_type,
    )


def _update(transaction: Transaction, event: TransactionEvent) -> Transaction:
    """A transaction may start before the driver shows a token (2.0.1 E03): the first token is the driver's."""
    if transaction.token or not event.token:
        return transaction
    return replace(transaction, token=event.token, token_type=event.token_type)


def _end(transaction: Transaction, event: TransactionEvent) -> Transaction:
    if transaction.ended_at is not None and CLOSED_BY_CSMS not in transaction.notes:
        return replace(transaction, notes=transaction.notes | {"ended_twice"})
    return replace(
        transaction,
        notes=transaction.notes - {CLOSED_BY_CSMS},
        ended_at=event.occurred_at,
        stop_reason=event.stop_reason,
        stop_token=event.token,
        ended_seq_no=event.seq_no,
    )


def _merge_readings(transaction: Transaction, event: TransactionEvent) -> Transaction:
    begin, end = metering.begin_reading(event.samples), metering.end_reading(event.samples)
    if event.register_wh is not None:
        explicit = Reading(event.occurred_at, event.register_wh)
        begin = explicit if event.kind is EventKind.STARTED else begin
        end = explicit if event.kind is EventKind.ENDED else end
    periodic = metering.register_readings(s for s in event.samples if not s.context.startswith("Transaction."))
    if event.kind is EventKind.ENDED and end is None and periodic:
        end = periodic[-1]
    if event.kind is EventKind.STARTED and begin is None and periodic:
        begin = periodic[0]
    known = [r for r in (transaction.first, transaction.last) if r] + periodic
    return replace(
        transaction,
        begin=begin or transaction.begin,
        end=transaction.end or end,
        first=min(known, key=_in_order, default=None),
        last=max(known, key=_in_order, default=None),
    )


def _is_newest(transaction: Transaction, event: TransactionEvent) -> bool:
    if event.seq_no is None or transaction.latest_seq_no is None:
        return True
    return event.seq_no > transaction.latest_seq_no


def _in_order(reading: Reading) -> tuple[str, float]:
    """Two readings of the same second are in the order of their registers."""
    return reading.at, reading.register_wh


def newer_live(old: Live, new: Live) -> Live:
    """The newest of each, but the first of what is a first."""
    if new.at is None or (old.at is not None and new.at < old.at):
        return old
    before = old.known()
    return Live(**{**before, **new.known(), **{name: before[name] for name in FIRSTS & before.keys()}})
