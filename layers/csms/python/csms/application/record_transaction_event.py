"""TransactionEvent of 2.x: stored by number, folded in whatever order the events arrive (2.0.1 part 2 §E)."""

from dataclasses import dataclass, replace
from typing import Any

from csms.application.authorize_token import FREE, find_token, needs_no_token, place_of
from csms.application.evidence import at_trusted_times, digest, moment
from csms.application.new_transaction import blank_transaction
from csms.application.ports import AlreadyRecordedError, Ports
from csms.domain import clock, ids
from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, Token, authorize, authorize_start
from csms.domain.transactions import EventKind, TransactionEvent, apply

ATTEMPTS = 5


@dataclass(frozen=True)
class RecordTransactionEvent:
    """`event.occurred_at` is as the station wrote it; `payload` as it came."""

    event: TransactionEvent
    payload: dict[str, Any]


def record_transaction_event(
    ports: Ports, connection: Connection, command: RecordTransactionEvent
) -> Authorization | None:
    """The token's standing, None where the event names no token."""
    occurred_at, notes = moment(command.event.occurred_at, ports.now())
    samples = at_trusted_times(command.event.samples, ports.now())
    event = replace(command.event, occurred_at=occurred_at, samples=samples, notes=command.event.notes | notes)
    token = find_token(ports, event.token)
    decision = _authorize(ports, connection, event, token)
    for _ in range(ATTEMPTS):
        try:
            _store(ports, connection, _judged(event, decision), token, command.payload)
            return decision
        except AlreadyRecordedError:
            return decision
        except ConcurrentChangeError:
            continue
    raise ConcurrentChangeError("the transaction could not be stored")


def _store(
    ports: Ports, connection: Connection, event: TransactionEvent, token: Token | None, payload: dict[str, Any]
) -> None:
    transaction_id = ids.transaction_id(connection.station_key, event.ocpp_transaction_id)
    known = ports.transactions.get(transaction_id)
    folded = apply(known or blank_transaction(connection, event, transaction_id), event)
    if event.token and folded.token == event.token and not folded.token_known:
        folded = replace(folded, token_known=token is not None)
    ports.transactions.record(folded, event, _event_key(event, payload), payload)
    steered = (event.kind, folded.charging_state) != (EventKind.UPDATED, known.charging_state if known else None)
    if connection.site_id and steered:
        ports.queues.request_plan(connection.site_id)


def _authorize(
    ports: Ports, connection: Connection, event: TransactionEvent, token: Token | None
) -> Authorization | None:
    if needs_no_token(event.token_type):
        return FREE
    if not event.token:
        return None
    at = clock.parse_stored(event.occurred_at)
    if event.kind is not EventKind.ENDED:
        transaction_id = ids.transaction_id(connection.station_key, event.ocpp_transaction_id)
        return authorize_start(token, place_of(connection), at, transaction_id)
    return authorize(token, place_of(connection), at)


def _judged(event: TransactionEvent, decision: Authorization | None) -> TransactionEvent:
    if decision is None or decision.accepted or event.kind is EventKind.ENDED:
        return event
    return replace(event, notes=event.notes | {"start_not_authorized"})


def _event_key(event: TransactionEvent, payload: dict[str, Any]) -> str:
    """By number, and by content: a station that counts wrongly loses nothing."""
    number = "none" if event.seq_no is None else f"{event.seq_no:010d}"
    return f"event:{number}:{digest(payload)[:12]}"
