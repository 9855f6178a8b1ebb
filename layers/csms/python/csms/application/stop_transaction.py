"""StopTransaction of 1.6: always answered, stored once, and matched even where the station lost the number."""

from dataclasses import dataclass
from typing import Any

from csms.application.authorize_token import find_token, place_of
from csms.application.evidence import at_trusted_times, digest, moment
from csms.application.ports import AlreadyRecordedError, Ports
from csms.domain import ids
from csms.domain.errors import ConcurrentChangeError
from csms.domain.metering import Sample
from csms.domain.stations import Connection
from csms.domain.tokens import Authorization, Token, authorize, may_stop
from csms.domain.transactions import EventKind, Transaction, TransactionEvent, apply

ATTEMPTS = 5


@dataclass(frozen=True)
class StopTransaction:
    """`number` is None, 0 or -1 where the station never got one (errata 3.18)."""

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
    for _ in range(ATTEMPTS):
        try:
            _store(ports, connection, stop, token)
            break
        except AlreadyRecordedError:
            break
        except ConcurrentChangeError:
            continue
    else:
        raise ConcurrentChangeError("the transaction could not be stored")
    if connection.site_id:
        ports.queues.request_plan(connection.site_id)
    return authorize(token, place_of(connection), ports.now()) if stop.token else None


def _store(ports: Ports, connection: Connection, stop: StopTransaction, token: Token | None) -> None:
    transaction = _find(ports, connection, stop)
    occurred_at, notes = moment(stop.occurred_at, ports.now())
    event = TransactionEvent(
        kind=EventKind.ENDED,
        ocpp_transaction_id=transaction.ocpp_transaction_id,
        occurred_at=occurred_at,
        token=stop.token,
        register_wh=stop.register_wh,
        samples=at_trusted_times(stop.samples, ports.now()),
        stop_reason=stop.reason,
        notes=notes | _doubt(ports, transaction, stop, token),
    )
    ports.transactions.record(apply(transaction, event), event, f"stop:{digest(stop.payload)}", stop.payload)


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
    return max(before, key=lambda t: t.started_at, default=None)


def _unknown(connection: Connection, ocpp_transaction_id: str, stop: StopTransaction, ports: Ports) -> Transaction:
    """A stop without a start is kept for review: it may be money."""
    started_at, _ = moment(stop.occurred_at, ports.now())
    transaction_id = ids.transaction_id(connection.station_key, ocpp_transaction_id)
    known = ports.transactions.get(transaction_id) if ocpp_transaction_id.startswith("lost-") else None
    return known or Transaction(
        id=transaction_id,
        station_key=connection.station_key,
        identity=connection.identity,
        ocpp_transaction_id=ocpp_transaction_id,
        ocpp_version=connection.version.value,
        started_at=started_at,
        site_id=connection.site_id,
        token=stop.token,
    )
