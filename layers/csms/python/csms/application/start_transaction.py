"""StartTransaction of 1.6: always stored, always numbered, once however often it is sent.

An offline start has already delivered energy, so an unknown or blocked token is stored too and the answer
says so (1.6 §4.8, errata 3.17). A lost answer brings the same start again, days later and on another
socket: the receipt gives the same number (errata 3.54).
"""

from dataclasses import dataclass, replace
from typing import Any

from csms.application.authorize_token import find_token, place_of
from csms.application.evidence import digest, moment
from csms.application.new_transaction import blank_transaction
from csms.application.ports import AlreadyRecordedError, Ports, Receipt
from csms.application.suspect_transactions import suspect_others_on
from csms.domain import clock, ids
from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, AuthorizationStatus, Token, authorize_start
from csms.domain.transactions import EventKind, TransactionEvent, apply

ATTEMPTS = 5


@dataclass(frozen=True)
class StartTransaction:
    """`occurred_at` as the station wrote it; `payload` as it came."""

    evse: int
    token: str
    register_wh: float | None
    occurred_at: str
    payload: dict[str, Any]
    reservation_id: int | None = None


@dataclass(frozen=True)
class Started:
    number: int
    authorization: Authorization


def start_transaction(ports: Ports, connection: Connection, start: StartTransaction) -> Started:
    key = _receipt_key(connection, start)
    for _ in range(ATTEMPTS):
        try:
            return _store(ports, connection, start, key)
        except AlreadyRecordedError:
            receipt = ports.transactions.receipt(key)
            if receipt is not None:
                return _from_receipt(receipt)
        except ConcurrentChangeError:
            continue
    raise ConcurrentChangeError("the transaction could not be stored")


def _store(ports: Ports, connection: Connection, start: StartTransaction, key: str) -> Started:
    token = find_token(ports, start.token)
    number, station = ports.stations.count_transaction(connection.station_key)
    event = _event(ports, start, number)
    transaction_id = ids.transaction_id(connection.station_key, str(number))
    started = Started(number, _authorize(ports, connection, event, token, transaction_id))
    notes = frozenset() if started.authorization.accepted else frozenset({"start_not_authorized"})
    transaction = apply(blank_transaction(connection, event, transaction_id), replace(event, notes=event.notes | notes))
    transaction = replace(transaction, token_known=token is not None)
    ports.transactions.record(transaction, event, "start", start.payload, _receipt(key, started))
    suspect_others_on(ports, station, start.evse, transaction_id)
    if connection.site_id:
        ports.queues.request_plan(connection.site_id)
    return started


def _receipt_key(connection: Connection, start: StartTransaction) -> str:
    """What stays the same when a station sends a start again: everything but the message id."""
    parts = [start.evse, start.token.casefold(), start.occurred_at, start.register_wh]
    return f"{connection.station_key}/start/{digest(parts)}"


def _event(ports: Ports, start: StartTransaction, number: int) -> TransactionEvent:
    occurred_at, notes = moment(start.occurred_at, ports.now())
    return TransactionEvent(
        kind=EventKind.STARTED,
        ocpp_transaction_id=str(number),
        occurred_at=occurred_at,
        evse=start.evse or None,
        connector=1 if start.evse else None,
        token=start.token or None,
        register_wh=start.register_wh,
        reservation_id=start.reservation_id,
        notes=notes,
    )


def _authorize(
    ports: Ports, connection: Connection, event: TransactionEvent, token: Token | None, transaction_id: str
) -> Authorization:
    """At the time of the start: an offline start is judged by what held then."""
    at = clock.parse_stored(event.occurred_at)
    return authorize_start(token, place_of(connection), at, transaction_id)


def _receipt(key: str, started: Started) -> Receipt:
    decision = started.authorization
    reply = {"number": started.number, "status": decision.status.value}
    return Receipt(key, {**reply, "group_id": decision.group_id, "expires_at": decision.expires_at})


def _from_receipt(receipt: Receipt) -> Started:
    reply = receipt.reply
    status = AuthorizationStatus(reply["status"])
    return Started(int(reply["number"]), Authorization(status, reply["group_id"], reply["expires_at"]))
