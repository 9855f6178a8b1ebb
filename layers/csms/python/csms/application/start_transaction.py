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
from csms.application.note_unknown_token import note_unknown_token
from csms.application.ports import Ports
from csms.application.reservations_at_station import reservation_used
from csms.application.store_once import kept_reply, receipt, store_once
from csms.application.suspect_transactions import suspect_others_on
from csms.domain import clock, ids
from csms.domain.integrity import REGISTER_GAP, START_NOT_AUTHORIZED
from csms.domain.stations import Connection, Station
from csms.domain.tokens import Authorization, Token, authorize_start
from csms.domain.transactions import EventKind, TransactionEvent, apply


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

    def replay() -> Started | None:
        kept = kept_reply(ports, key)
        return Started(int(kept[1]["number"]), kept[0]) if kept else None

    return store_once(lambda: _store(ports, connection, start, key), replay)


def _store(ports: Ports, connection: Connection, start: StartTransaction, key: str) -> Started:
    token = find_token(ports, start.token)
    number, station = ports.stations.count_transaction(connection.station_key)
    event = _event(ports, start, number)
    transaction_id = ids.transaction_id(connection.station_key, str(number))
    started = Started(number, _authorize(connection, station, event, token, transaction_id))
    notes = frozenset() if started.authorization.accepted else frozenset({START_NOT_AUTHORIZED})
    if _register_jumped(station, event):
        notes |= {REGISTER_GAP}
    transaction = apply(blank_transaction(connection, event, transaction_id), replace(event, notes=event.notes | notes))
    transaction = replace(transaction, token_known=token is not None)
    kept = receipt(key, started.authorization, number=number)
    used = reservation_used(ports, station, event, token, transaction_id) if started.authorization.accepted else None
    ports.transactions.record(transaction, event, "start", start.payload, kept, used=used)
    if token is None:
        note_unknown_token(ports, connection, start.token, evse=event.evse)
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
    connection: Connection, station: Station, event: TransactionEvent, token: Token | None, transaction_id: str
) -> Authorization:
    """At the time of the start: an offline start is judged by what held then."""
    at = clock.parse_stored(event.occurred_at)
    return authorize_start(token, place_of(connection), at, transaction_id, station.open_on(event.evse))


def _register_jumped(station: Station, event: TransactionEvent) -> bool:
    """The meter moved, or was reset, between the last stop of this EVSE and this start."""
    last = station.last_registers.get(str(event.evse))
    if last is None or event.register_wh is None or last["at"] > event.occurred_at:
        return False
    return bool(last["register_wh"] != event.register_wh)
