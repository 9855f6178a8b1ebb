"""Transactions as operators see them."""

from typing import Any

from pydantic import BaseModel

from csms.domain.metering import Sample
from csms.domain.stations import OcppVersion
from csms.domain.transactions import Transaction
from operator_api.fields import ShownTime


class LiveView(BaseModel):
    """The newest values that the meter gave; the current is that of the most loaded phase."""

    at: ShownTime | None
    current_a: float | None
    power_w: float | None
    soc_percent: float | None


class IntegrityView(BaseModel):
    """`billable` where start, end and energy are beyond doubt; else `review`, and why."""

    verdict: str
    reasons: list[str]


class BilledView(BaseModel):
    """The newest bill, as exact decimal text; `cdr_id` is its record (`/api/cdrs/{id}`)."""

    total_excl_vat: str
    total_incl_vat: str
    currency: str
    tariff_id: str
    cdr_id: str
    billed_at: ShownTime


class TransactionView(BaseModel):
    """`ocpp_transaction_id` is as on the wire: a number in 1.6, null where the station never got one.

    `stop_reason` is the station's word. `energy_wh` is null where the meter cannot say.
    """

    id: str
    station: str
    site_id: str | None
    ocpp_transaction_id: int | str | None
    ocpp_version: str
    token: str | None
    token_type: str | None
    evse: int | None
    connector: int | None
    open: bool
    started_at: ShownTime
    ended_at: ShownTime | None
    stop_reason: str | None
    charging_state: str | None
    energy_wh: float | None
    meter_start_wh: float | None
    meter_stop_wh: float | None
    live: LiveView
    remote_start_id: int | None
    reservation_id: int | None
    integrity: IntegrityView
    cost: BilledView | None


class SampleView(BaseModel):
    """In base units (Wh, W, A, V, Percent). Signed data is shown as the station sent it, without a `value`."""

    timestamp: ShownTime
    measurand: str
    value: float | None
    unit: str
    phase: str | None
    context: str
    location: str
    signed: Any


class TransactionEventView(BaseModel):
    """A message of the station as it came in, and when: by its clock and by ours."""

    kind: str
    occurred_at: ShownTime
    received_at: ShownTime
    seq_no: int | None
    payload: Any


def view(transaction: Transaction) -> TransactionView:
    start, stop = transaction.start_reading, transaction.stop_reading
    same = set(TransactionView.model_fields) & set(Transaction.__dataclass_fields__)
    members = {name: getattr(transaction, name) for name in same}
    return TransactionView(
        **{
            **members,
            "station": transaction.identity,
            "open": transaction.open,
            "ocpp_transaction_id": _wire_id(transaction),
            "energy_wh": transaction.energy_wh,
            "meter_start_wh": start.register_wh if start else None,
            "meter_stop_wh": stop.register_wh if stop and not transaction.open else None,
            "live": LiveView(**{name: getattr(transaction.live, name) for name in LiveView.model_fields}),
            "integrity": IntegrityView(**transaction.integrity),
            "cost": _billed(transaction),
        }
    )


def sample_view(sample: Sample) -> SampleView:
    return SampleView(timestamp=sample.at, **{name: value for name, value in sample.__dict__.items() if name != "at"})


def event_view(event: dict[str, Any]) -> TransactionEventView:
    return TransactionEventView(**{name: event[name] for name in TransactionEventView.model_fields})


def _wire_id(transaction: Transaction) -> int | str | None:
    """A 1.6 stop without a number has an id of ours, which no wire ever saw."""
    wire_id = transaction.ocpp_transaction_id
    if transaction.ocpp_version != OcppVersion.V16:
        return wire_id
    return int(wire_id) if wire_id.isdecimal() else None


def _billed(transaction: Transaction) -> BilledView | None:
    bill = transaction.cost
    return BilledView(**{name: getattr(bill, name) for name in BilledView.model_fields}) if bill else None
