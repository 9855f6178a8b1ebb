"""Records of DynamoDB streams, read as the stores read their items."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from csms.adapters.dynamodb.cdrs import cdr_of
from csms.adapters.dynamodb.certificate_requests import request_of
from csms.adapters.dynamodb.commands import command_of
from csms.adapters.dynamodb.events import event_of
from csms.adapters.dynamodb.models import (
    CdrItem,
    CertificateRequestItem,
    CommandItem,
    EventItem,
    PlanItem,
    ReservationItem,
    SecurityEventItem,
    StationEventItem,
    StationItem,
    Table,
    TransactionItem,
    TransferItem,
    UnknownTokenItem,
    WebhookItem,
)
from csms.adapters.dynamodb.plans import plan_of
from csms.adapters.dynamodb.reservations import reservation_of
from csms.adapters.dynamodb.security_events import security_event_of
from csms.adapters.dynamodb.station_events import station_event_of
from csms.adapters.dynamodb.stations import station_of
from csms.adapters.dynamodb.transactions import transaction_of
from csms.adapters.dynamodb.transfers import transfer_of
from csms.adapters.dynamodb.unknown_tokens import unknown_token_of
from csms.adapters.dynamodb.webhooks import webhook_of
from csms.application.ports import Change

READERS: tuple[tuple[type[Table], Callable[[Any], Any]], ...] = (
    (TransactionItem, transaction_of),
    (StationItem, station_of),
    (PlanItem, plan_of),
    (CommandItem, command_of),
    (ReservationItem, reservation_of),
    (TransferItem, transfer_of),
    (CertificateRequestItem, request_of),
    (SecurityEventItem, security_event_of),
    (StationEventItem, station_event_of),
    (UnknownTokenItem, unknown_token_of),
    (CdrItem, cdr_of),
    (WebhookItem, webhook_of),
    (EventItem, event_of),
)


def read_change(record: dict[str, Any]) -> Change:
    """`record` as Lambda gives it. Raises KeyError for one of a table without a reader."""
    name, written = record["eventSourceARN"].split("/")[1], record["dynamodb"]
    model, read = {model.Meta.table_name: (model, read) for model, read in READERS}[name]
    return Change(
        table=model.Meta.suffix,  # type: ignore[attr-defined]
        key=_key(model, written["Keys"]),
        old=_item(model, read, written.get("OldImage")),
        new=_item(model, read, written.get("NewImage")),
        sequence=written["SequenceNumber"],
        at=datetime.fromtimestamp(written["ApproximateCreationDateTime"], UTC),
    )


def _key(model: type[Table], keys: dict[str, dict[str, str]]) -> tuple[str, ...]:
    names = [name for name in (model._hash_keyname, model._range_keyname) if name]
    return tuple(keys[name]["S"] for name in names)


def _item(model: type[Table], read: Callable[[Any], Any], image: dict[str, Any] | None) -> Any:
    if image is None:
        return None
    item = model()
    item.from_dynamodb_dict(image)
    return read(item)
