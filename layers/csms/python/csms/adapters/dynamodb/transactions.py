"""Transactions and the evidence for them in DynamoDB."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

from pynamodb.exceptions import PutError

from csms.adapters.dynamodb import reservations
from csms.adapters.dynamodb.models import ReceiptItem, StationItem, TokenItem, TransactionEventItem, TransactionItem
from csms.adapters.dynamodb.paging import at_times, decode_cursor, read_index_page, read_page
from csms.adapters.dynamodb.transact import (
    ConditionFailedError,
    Transaction,
    is_condition_failure,
    set_or_remove,
    update_where,
)
from csms.application.ports import (
    AlreadyRecordedError,
    MayBeReservedError,
    Page,
    PreparedWrite,
    Receipt,
    TransactionFilter,
)
from csms.domain import clock, ids
from csms.domain import transactions as domain
from csms.domain.errors import ConcurrentChangeError
from csms.domain.ev_needs import EvNeeds
from csms.domain.goals import Goal, GoalSource
from csms.domain.metering import FIRSTS, Live, Reading, Sample
from csms.domain.reservations import Reservation
from csms.domain.retention import RECEIPTS
from csms.domain.session_costs import SessionCost
from csms.domain.transactions import EventKind, TransactionEvent

# Attributes of their own.
_APART = ("goals", "ev_needs", "late_readings", "cost", "shows_cost")
_READINGS = ("begin", "first", "last", "end")
_GOALS = {GoalSource.OPERATOR: TransactionItem.operator_goal, GoalSource.DRIVER: TransactionItem.driver_goal}


class DynamoTransactions:
    def __init__(self, now: Any, evidence_days: int) -> None:
        """`evidence_days`: how long the messages of a transaction are kept."""
        self._now, self._evidence = now, timedelta(days=evidence_days)

    def get(self, transaction_id: str) -> domain.Transaction | None:
        try:
            return transaction_of(TransactionItem.get(transaction_id, consistent_read=True))
        except TransactionItem.DoesNotExist:
            return None

    def get_many(self, transaction_ids: list[str]) -> list[domain.Transaction]:
        items = TransactionItem.batch_get(transaction_ids, consistent_read=True) if transaction_ids else []
        return [transaction_of(item) for item in items]

    def page(self, wanted: TransactionFilter, limit: int, cursor: str | None) -> Page[domain.Transaction]:
        results = _query(wanted, limit, decode_cursor(cursor))
        page = read_index_page(TransactionItem, results, lambda row: row.id, transaction_of)
        return Page([item for item in page.items if _matches(item, wanted)], page.next_cursor)

    def receipt(self, key: str) -> Receipt | None:
        try:
            return Receipt(key, ReceiptItem.get(key, consistent_read=True).reply)
        except ReceiptItem.DoesNotExist:
            return None

    def record(
        self,
        transaction: domain.Transaction,
        event: TransactionEvent,
        event_key: str,
        payload: Any,
        receipt: Receipt | None = None,
        released_token: str | None = None,
        used: Reservation | None = None,
        if_unreserved: bool = False,
    ) -> None:
        stored = self._event(transaction.id, event_key, event, payload)
        expires = self._expiry(RECEIPTS)
        kept = ReceiptItem(receipt.key, reply=receipt.reply, expires_epoch_s=expires) if receipt else None

        def begin() -> Transaction:
            write = Transaction()
            write.put("event", stored, TransactionEventItem.transaction_id.does_not_exist())
            if kept is not None:
                write.put("receipt", kept, ReceiptItem.key.does_not_exist())
            if used is not None:
                write.put("reservation", reservations.item_of(used), reservations.unchanged(used))
            return write

        opens = transaction.version == 0 or event.kind is EventKind.STARTED
        self._write(begin, transaction, _Beside(opens, released_token, used, if_unreserved))

    def replace(self, transaction: domain.Transaction) -> None:
        self._write(Transaction, transaction, _Beside(opens=False))

    def bill(self, transaction: domain.Transaction, cost: SessionCost, along: tuple[PreparedWrite, ...]) -> None:
        write = Transaction()
        write.take_along(along)
        actions = [TransactionItem.cost.set(asdict(cost)), TransactionItem.version.set(transaction.version + 1)]
        write.update("transaction", TransactionItem(transaction.id), actions, _unchanged(transaction))
        try:
            write.commit()
        except ConditionFailedError as failed:
            raise ConcurrentChangeError("the session has changed meanwhile") from failed

    def record_meter_values(
        self, transaction_id: str, event_key: str, samples: tuple[Sample, ...], live: Live, payload: Any
    ) -> None:
        """The transaction's live values ride along where it exists and has none newer.

        Readings outside of transactions are kept under `station_key/evse`, which is no transaction's id.
        """
        item = self._meter_event(transaction_id, event_key, samples, payload)
        if "/" in transaction_id:
            return _put_once(item)
        late = TransactionItem.late_readings.add(1)
        ways = ((_live_actions(live), _live_is_newer(live)), ([late], TransactionItem.id.exists()))
        for actions, condition in ways:
            write = Transaction()
            write.put("event", item, TransactionEventItem.transaction_id.does_not_exist())
            write.update("transaction", TransactionItem(transaction_id), actions, condition)
            try:
                return write.commit()
            except ConditionFailedError as failed:
                if "event" in failed.labels:
                    return None
        return _put_once(item)

    def set_goal(self, transaction_id: str, source: GoalSource, goal: Goal | None) -> domain.Transaction | None:
        item, action = TransactionItem(transaction_id), set_or_remove(_GOALS[source], goal.to_dict() if goal else None)
        is_open = TransactionItem.open_since.exists()
        return transaction_of(item) if update_where(item, [action], is_open) else None

    def show_cost(self, transaction_id: str) -> None:
        update_where(
            TransactionItem(transaction_id), [TransactionItem.shows_cost.set(True)], TransactionItem.id.exists()
        )

    def set_ev_needs(self, transaction_id: str, needs: EvNeeds) -> bool:
        action = TransactionItem.ev_needs.set(needs.to_dict())
        return update_where(TransactionItem(transaction_id), [action], TransactionItem.open_since.exists())

    def events(self, transaction_id: str, limit: int, cursor: str | None) -> Page[dict[str, Any]]:
        results = TransactionEventItem.query(
            transaction_id, limit=limit, last_evaluated_key=decode_cursor(cursor), scan_index_forward=False
        )
        return read_page(results, _evidence)

    def _write(
        self,
        begin: Callable[[], Transaction],
        transaction: domain.Transaction,
        beside: "_Beside",
        removed: frozenset[str] = frozenset(),
    ) -> None:
        """A station or a token that has been `removed` in the meantime keeps no list that could be kept right."""
        current = TransactionItem.id.does_not_exist() | _unchanged(transaction)
        write = begin()
        write.update("transaction", TransactionItem(transaction.id), _transaction_actions(transaction), current)
        if "station" not in removed:
            _track_on_station(write, transaction, beside)
        if "token" not in removed:
            _track_on_token(write, transaction, beside.opens)
        if beside.released_token is not None and "released token" not in removed:
            released = TokenItem(ids.key_of(beside.released_token))
            action = TokenItem.open_transactions.delete({transaction.id})
            write.update("released token", released, [action], TokenItem.key.exists())
        try:
            write.commit()
        except ConditionFailedError as failed:
            if failed.labels & {"event", "receipt"}:
                raise AlreadyRecordedError from None
            if failed.labels & {"transaction", "reservation"}:
                raise ConcurrentChangeError("the transaction was changed by another message") from None
            if beside.if_unreserved and "station" in failed.labels:
                raise MayBeReservedError from None
            self._write(begin, transaction, beside, removed | failed.labels)

    def _event(
        self, transaction_id: str, event_key: str, event: TransactionEvent, payload: Any
    ) -> TransactionEventItem:
        return TransactionEventItem(
            transaction_id,
            event_key,
            kind=event.kind.value,
            occurred_at=event.occurred_at,
            received_at=clock.to_text(self._now()),
            seq_no=event.seq_no,
            charging_state=event.charging_state,
            samples=[sample.to_dict() for sample in event.samples],
            payload=payload,
            expires_epoch_s=self._expiry(self._evidence),
        )

    def _meter_event(
        self, transaction_id: str, event_key: str, samples: tuple[Sample, ...], payload: Any
    ) -> TransactionEventItem:
        now = clock.to_text(self._now())
        return TransactionEventItem(
            transaction_id,
            event_key,
            kind="meter_values",
            occurred_at=min((sample.at for sample in samples), default=now),
            received_at=now,
            samples=[sample.to_dict() for sample in samples],
            payload=payload,
            expires_epoch_s=self._expiry(self._evidence),
        )

    def _expiry(self, retention: timedelta) -> int:
        return int((self._now() + retention).timestamp())


@dataclass(frozen=True)
class _Beside:
    """What a transaction's write changes, or must hold, beside the transaction."""

    opens: bool
    released_token: str | None = None
    used: Reservation | None = None
    if_unreserved: bool = False


def _unchanged(transaction: domain.Transaction) -> Any:
    return TransactionItem.version == transaction.version


def _track_on_station(write: Transaction, transaction: domain.Transaction, beside: _Beside) -> None:
    place = StationItem.open_transactions[transaction.id]
    condition = StationItem.key.exists()
    if beside.if_unreserved:
        condition &= StationItem.open_reservations.does_not_exist()
    forgotten = [reservations.forget(beside.used.id)] if beside.used else []
    if transaction.open and (beside.opens or beside.used or beside.if_unreserved):
        value = {
            "evse": transaction.evse,
            "started_at": transaction.started_at,
            "wire_id": transaction.ocpp_transaction_id,
        }
        write.update("station", StationItem(transaction.station_key), [place.set(value), *forgotten], condition)
    elif not transaction.open:
        actions = [place.remove(), *_last_register(transaction), *forgotten]
        write.update("station", StationItem(transaction.station_key), actions, condition)


def _last_register(transaction: domain.Transaction) -> list[Any]:
    end = transaction.stop_reading
    if end is None or not transaction.evse:
        return []
    return [StationItem.last_registers[str(transaction.evse)].set({"at": end.at, "register_wh": end.register_wh})]


def _track_on_token(write: Transaction, transaction: domain.Transaction, opens: bool) -> None:
    if not transaction.token_known or not transaction.token or not (opens or not transaction.open):
        return
    ours = {transaction.id}
    action = TokenItem.open_transactions.add(ours) if transaction.open else TokenItem.open_transactions.delete(ours)
    write.update("token", TokenItem(ids.key_of(transaction.token)), [action], TokenItem.key.exists())


def _put_once(item: TransactionEventItem) -> None:
    try:
        item.save(TransactionEventItem.transaction_id.does_not_exist())
    except PutError as error:
        if not is_condition_failure(error):
            raise


def _live_actions(live: Live) -> list[Any]:
    return [_live_action(name, value) for name, value in live.known().items()] or [
        TransactionItem.latest_meter.set(TransactionItem.latest_meter | {})
    ]


def _live_action(name: str, value: Any) -> Any:
    place = TransactionItem.latest_meter[name]
    return place.set(place | value if name in FIRSTS else value)


def _live_is_newer(live: Live) -> Any:
    known_at = TransactionItem.latest_meter["at"]
    return TransactionItem.id.exists() & (known_at.does_not_exist() | (known_at <= (live.at or "")))


def _transaction_actions(transaction: domain.Transaction) -> list[Any]:
    names = [field.name for field in fields(transaction) if field.name not in _APART]
    state = {name: getattr(transaction, name) for name in names}
    state["notes"] = sorted(transaction.notes)
    state["live"] = transaction.live.known()
    for name in _READINGS:
        state[name] = asdict(state[name]) if state[name] else None
    token_key = ids.key_of(transaction.token) if transaction.token else None
    stop_token_key = ids.key_of(transaction.stop_token) if transaction.stop_token else None
    open_since = transaction.started_at if transaction.open else None
    optional = (
        (TransactionItem.token_key, token_key),
        (TransactionItem.stop_token_key, None if stop_token_key == token_key else stop_token_key),
        (TransactionItem.site_id, transaction.site_id),
        (TransactionItem.open_since, open_since),
    )
    return [
        TransactionItem.collection.set("transaction"),
        TransactionItem.started_at.set(transaction.started_at),
        TransactionItem.station_key.set(transaction.station_key),
        TransactionItem.version.set(transaction.version + 1),
        TransactionItem.state.set({name: value for name, value in state.items() if value is not None}),
        TransactionItem.latest_meter.set(TransactionItem.latest_meter | {}),
        *(set_or_remove(attribute, value) for attribute, value in optional),
    ]


def transaction_of(item: TransactionItem) -> domain.Transaction:
    """`latest_meter` is set without reading the rest: it counts where it is newer."""
    state = dict(item.state)
    live = Live(**state.pop("live", {}))
    latest = Live(**item.latest_meter.as_dict()) if item.latest_meter else Live()
    newest = domain.newer_live(live, latest)
    readings: dict[str, Any] = {name: Reading(**state.pop(name)) for name in _READINGS if state.get(name)}
    last = readings.get("last")
    if latest.at and latest.register_wh is not None and (last is None or last.at <= latest.at):
        readings["last"] = Reading(latest.at, latest.register_wh)
        readings.setdefault("first", readings["last"])
    state |= {"notes": frozenset(state["notes"]), "version": int(item.version)}
    return domain.Transaction(**state, **readings, live=newest, **_apart(item))


def _apart(item: TransactionItem) -> dict[str, Any]:
    """By `_APART`."""
    needs = EvNeeds.from_dict(item.ev_needs) if item.ev_needs else None
    said = [Goal.from_dict(goal) for goal in (item.operator_goal, item.driver_goal) if goal]
    return {
        "goals": (*said, *([needs.goal] if needs and needs.goal else [])),
        "ev_needs": needs,
        "late_readings": int(item.late_readings or 0),
        "cost": SessionCost(**item.cost) if item.cost else None,
        "shows_cost": bool(item.shows_cost),
    }


def _query(wanted: TransactionFilter, limit: int, last_key: dict[str, Any] | None) -> Any:
    options: dict[str, Any] = {"scan_index_forward": False, "limit": limit, "last_evaluated_key": last_key}
    by_start = TransactionItem.started_at
    between = None
    if wanted.started_from or wanted.started_to:
        between = at_times(by_start, wanted.started_from, wanted.started_to)
    if wanted.station_key:
        return TransactionItem.by_station.query(wanted.station_key, between, **options)
    if wanted.token_key:
        return TransactionItem.by_token.query(wanted.token_key, between, **options)
    if wanted.site_id:
        return TransactionItem.by_site.query(wanted.site_id, between, **options)
    if wanted.open:
        since = TransactionItem.open_since
        still = at_times(since, wanted.started_from, wanted.started_to) if between is not None else None
        return TransactionItem.open.query("transaction", still, **options)
    return TransactionItem.by_creation.query("transaction", between, **options)


def _matches(transaction: domain.Transaction, wanted: TransactionFilter) -> bool:
    token_key = ids.key_of(transaction.token) if transaction.token else None
    return (
        (wanted.open is None or transaction.open is wanted.open)
        and wanted.token_key in (None, token_key)
        and wanted.site_id in (None, transaction.site_id)
    )


def _evidence(item: TransactionEventItem) -> dict[str, Any]:
    return {
        "key": item.event_key,
        "kind": item.kind,
        "occurred_at": item.occurred_at,
        "received_at": item.received_at,
        "seq_no": None if item.seq_no is None else int(item.seq_no),
        "charging_state": item.charging_state,
        "samples": item.samples or [],
        "payload": item.payload,
    }
