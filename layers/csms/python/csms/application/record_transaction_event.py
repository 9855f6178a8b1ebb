"""TransactionEvent of 2.x: stored by number, folded in whatever order the events arrive (2.0.1 part 2 §E)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from csms.application.authorize_token import FREE, find_token, needs_no_token, place_of, was_asked_to_start
from csms.application.evidence import at_trusted_times, digest, moment
from csms.application.final_cost import final_cost
from csms.application.new_transaction import blank_transaction
from csms.application.note_unknown_token import note_unknown_token
from csms.application.ports import MayBeReservedError, Ports
from csms.application.reservations_at_station import reservation_used
from csms.application.store_once import kept_reply, receipt, store_once
from csms.domain import clock, ids
from csms.domain.integrity import START_NOT_AUTHORIZED
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, AuthorizationStatus, Token, authorize, authorize_start
from csms.domain.transactions import EventKind, Transaction, TransactionEvent, apply


@dataclass(frozen=True)
class RecordTransactionEvent:
    """`event.occurred_at` is as the station wrote it; `payload` as it came. `event.token` may be empty text."""

    event: TransactionEvent
    payload: dict[str, Any]


@dataclass(frozen=True)
class EventAnswer:
    """`decision`: the token's standing, None where the event names no token. `total_cost` of a session that has ended
    (2.0.1 I03), with VAT, where its station shows costs."""

    decision: Authorization | None
    total_cost: Decimal | None = None


def record_transaction_event(ports: Ports, connection: Connection, command: RecordTransactionEvent) -> EventAnswer:
    event = _at_trusted_times(ports, command.event)
    token = find_token(ports, event.token)
    transaction_id = ids.transaction_id(connection.station_key, event.ocpp_transaction_id)
    event_key = _event_key(event, command.payload)
    receipt_key = f"{transaction_id}/{event_key}"

    def store() -> EventAnswer:
        known = ports.transactions.get(transaction_id)
        decision = _authorize(ports, connection, event, token, known)
        before = known or blank_transaction(connection, event, transaction_id)
        folded = _folded(before, event, token, decision)
        kept = receipt(receipt_key, decision) if decision else None
        released = before.token if before.token_known and not _same(before.token, folded.token) else None
        record = partial(ports.transactions.record, folded, event, event_key, command.payload, kept, released)
        if _may_use_reservation(event, before, decision):
            _record_use(ports, folded, event, token, record)
        else:
            record()
        if decision is not None and decision.status is AuthorizationStatus.UNKNOWN:
            note_unknown_token(ports, connection, event.token, event.token_type, event.evse)
        _plan(ports, connection, event, known, folded)
        return EventAnswer(decision, final_cost(ports, folded) if event.kind is EventKind.ENDED else None)

    def replay() -> EventAnswer | None:
        kept = kept_reply(ports, receipt_key) if event.token is not None else None
        if kept is None and event.token is not None:
            return None
        known = ports.transactions.get(transaction_id) if event.kind is EventKind.ENDED else None
        return EventAnswer(kept[0] if kept else None, final_cost(ports, known) if known else None)

    return store_once(store, replay)


def _at_trusted_times(ports: Ports, event: TransactionEvent) -> TransactionEvent:
    occurred_at, notes = moment(event.occurred_at, ports.now())
    samples = at_trusted_times(event.samples, ports.now())
    return replace(event, occurred_at=occurred_at, samples=samples, notes=event.notes | notes)


def _authorize(
    ports: Ports, connection: Connection, event: TransactionEvent, token: Token | None, known: Transaction | None
) -> Authorization | None:
    """Judged by what held when it happened, not when it is told."""
    if event.token is None:
        return None
    if needs_no_token(event.token_type) or (token is None and _is_ours(ports, connection, event, known)):
        return FREE
    at = clock.parse_stored(event.occurred_at)
    if event.kind is EventKind.ENDED:
        return authorize(token, place_of(connection), at)
    transaction_id = ids.transaction_id(connection.station_key, event.ocpp_transaction_id)
    decision = authorize_start(token, place_of(connection), at, transaction_id)
    if decision.status is not AuthorizationStatus.CONCURRENT_TX:
        return decision
    station = ports.stations.get(connection.station_key)
    ended_by_it = station.open_on(event.evse) if station else frozenset()
    return authorize_start(token, place_of(connection), at, transaction_id, ended_by_it)


def _is_ours(ports: Ports, connection: Connection, event: TransactionEvent, known: Transaction | None) -> bool:
    """A token of type Central is the CSMS's own word; a station that says so without our asking proves nothing."""
    if event.token_type != "Central":
        return False
    if known is not None and known.token == event.token and START_NOT_AUTHORIZED not in known.notes:
        return True
    return was_asked_to_start(ports, connection, event.remote_start_id, event.token or "")


def _folded(
    before: Transaction, event: TransactionEvent, token: Token | None, decision: Authorization | None
) -> Transaction:
    refused = decision is not None and not decision.accepted and event.kind is not EventKind.ENDED
    notes = event.notes | {START_NOT_AUTHORIZED} if refused else event.notes
    folded = apply(before, replace(event, token=event.token or None, notes=notes))
    if event.token and folded.token == event.token:
        return replace(folded, token_known=token is not None)
    return folded


def _may_use_reservation(event: TransactionEvent, before: Transaction, decision: Authorization | None) -> bool:
    """The driver is known from now on, or the station says that he has a reservation (2.0.1 H01.FR.15, E03)."""
    if event.kind is EventKind.ENDED or (decision is not None and not decision.accepted):
        return False
    return event.reservation_id is not None or (decision is not None and before.token is None)


def _record_use(
    ports: Ports, folded: Transaction, event: TransactionEvent, token: Token | None, record: Callable[..., None]
) -> None:
    """Most stations have no reservation: that is not looked up but made the condition of the write."""
    try:
        record(if_unreserved=True)
    except MayBeReservedError:
        station = ports.stations.get(folded.station_key)
        record(used=reservation_used(ports, station, event, token, folded.id) if station else None)


def _same(one: str | None, other: str | None) -> bool:
    return ids.key_of(one or "") == ids.key_of(other or "")


def _plan(
    ports: Ports, connection: Connection, event: TransactionEvent, known: Transaction | None, folded: Transaction
) -> None:
    steered = (event.kind, folded.charging_state) != (EventKind.UPDATED, known.charging_state if known else None)
    if connection.site_id and steered:
        ports.queues.request_plan(connection.site_id)


def _event_key(event: TransactionEvent, payload: dict[str, Any]) -> str:
    """By number, and by content: a station that counts wrongly loses nothing."""
    number = "none" if event.seq_no is None else f"{event.seq_no:010d}"
    return f"event:{number}:{digest(payload)[:12]}"
