"""StopTransaction of 1.6: always answered, stored once, and matched even where the station lost the number."""

from dataclasses import dataclass, replace
from typing import Any

from csms.application.authorize_token import find_token, place_of
from csms.application.evidence import at_trusted_times, digest, moment
from csms.application.new_transaction import blank_transaction
from csms.application.ports import Ports, Receipt
from csms.application.store_once import kept_reply, receipt, store_once
from csms.domain import ids
from csms.domain.metering import Sample
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, Token, authorize, may_stop
from csms.domain.transactions import EventKind, Transaction, TransactionEvent, apply


@dataclass(frozen=True)
class StopTransaction:
    """`number` is None, 0 or -1 where the station never got one (errata 3.18); `token` None where none was sent."""

    number: int | None
    token: str | None
    register_wh: float | None
    occurred_at: str
    reason: str
    samples: tuple[Sample, ...]
    payload: dict[str, Any]


def stop_transaction(ports: Ports, connection: Connection, stop: StopTransaction) -> Authorization | None:
    """The token's standing, None where the stop names no token. A wrong token is noted, the stop stored."""
    token = find_token(ports, stop.token)
    key = f"{connection.station_key}/stop/{digest(stop.payload)}"
    decision = authorize(token, place_of(connection), ports.now())

    def store() -> Authorization:
        _store(ports, connection, stop, token, receipt(key, decision))
        return decision

    def replay() -> Authorization | None:
        kept = kept_reply(ports, key)
        return kept[0] if kept else None

    answered = store_once(store, replay)
    if connection.site_id:
        ports.queues.request_plan(connection.site_id)
    return None if stop.token is None else answered


def _store(ports: Ports, connection: Connection, stop: StopTransaction, token: Token | None, kept: Receipt) -> None:
    transaction = _find(ports, connection, stop)
    occurred_at, notes = moment(stop.occurred_at, ports.now())
    event = TransactionEvent(
        kind=EventKind.ENDED,
        ocpp_transaction_id=transaction.ocpp_transaction_id,
        occurred_at=occurred_at,
        token=stop.token or None,
        register_wh=stop.register_wh,
        samples=at_trusted_times(stop.samples, ports.now()),
        stop_reason=stop.reason,
        notes=notes | _doubt(ports, transaction, stop, token),
    )
    ports.transactions.record(apply(transaction, event), event, f"stop:{digest(stop.payload)}", stop.payload, kept)


def _doubt(ports: Ports, transaction: Transaction, stop: StopTransaction, token: Token | None) -> frozenset[str]:
    """Only the starter, a sibling of its group or the group's own token may stop; the stop counts all the same."""
    if not stop.token or not transaction.token or ids.key_of(stop.token) == ids.key_of(transaction.token):
        return frozenset()
    started_by = find_token(ports, transaction.token)
    return frozenset() if may_stop(started_by, token) else frozenset({"stopped_by_stranger"})


def _find(ports: Ports, connection: Connection, stop: StopTransaction) -> Transaction:
    if stop.number is not None and stop.number > 0:
        found = ports.transactions.get(ids.transaction_id(connection.station_key, str(stop.number)))
        return found or _unknown(connection, str(stop.number), stop, ports)
    return _open_match(ports, connection, stop) or _unknown(connection, f"lost-{digest(stop.payload)}", stop, ports)


def _open_match(ports: Ports, connection: Connection, stop: StopTransaction) -> Transaction | None:
    """The transaction that this stop must mean: open at this station, same token, begun before."""
    station = ports.stations.get(connection.station_key)
    if station is None:
        return None
    at, _ = moment(stop.occurred_at, ports.now())
    candidates = ports.transactions.get_many(list(station.open_transactions))
    same = [t for t in candidates if not stop.token or ids.key_of(t.token or "") == ids.key_of(stop.token)]
    before = [t for t in same if t.started_at <= at]
    return max(before, key=lambda t: (_register_fits(t, stop), t.started_at), default=None)


def _register_fits(transaction: Transaction, stop: StopTransaction) -> bool:
    """A meter that begins above where this one stops is another connector's."""
    start = transaction.start_reading
    return start is None or stop.register_wh is None or start.register_wh <= stop.register_wh


def _unknown(connection: Connection, ocpp_transaction_id: str, stop: StopTransaction, ports: Ports) -> Transaction:
    """A stop without a start is kept for review: it may be money."""
    transaction_id = ids.transaction_id(connection.station_key, ocpp_transaction_id)
    occurred_at, _ = moment(stop.occurred_at, ports.now())
    return replace(
        blank_transaction(
            connection, TransactionEvent(EventKind.ENDED, ocpp_transaction_id, occurred_at), transaction_id
        ),
        token=stop.token or None,
    )
