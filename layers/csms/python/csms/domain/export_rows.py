"""Sessions, samples and events as rows of an export: the members are COLUMNS' (exports.py)."""

import json
from typing import Any

from csms.domain import clock
from csms.domain.events import Event
from csms.domain.exports import Row
from csms.domain.metering import Sample
from csms.domain.transactions import Transaction


def session_row(transaction: Transaction) -> Row:
    start, stop, verdict = transaction.start_reading, transaction.stop_reading, transaction.integrity
    return {
        **_place(transaction),
        "token": transaction.token,
        "token_type": transaction.token_type,
        "ocpp_version": transaction.ocpp_version,
        "ocpp_transaction_id": transaction.ocpp_transaction_id,
        "started_at": transaction.started_at,
        "ended_at": transaction.ended_at,
        "duration_s": _duration_s(transaction),
        "energy_wh": transaction.energy_wh,
        "meter_start_wh": start.register_wh if start else None,
        "meter_stop_wh": stop.register_wh if stop and not transaction.open else None,
        "stop_reason": transaction.stop_reason,
        "integrity": verdict["verdict"],
        "integrity_reasons": " ".join(verdict["reasons"]),
    }


def sample_row(transaction: Transaction, sample: Sample) -> Row:
    return {
        **_place(transaction),
        "sampled_at": sample.at,
        "measurand": sample.measurand,
        "value": sample.value,
        "unit": sample.unit,
        "phase": sample.phase,
        "location": sample.location,
        "context": sample.context,
    }


def event_row(event: Event) -> Row:
    return {
        "event_id": event.id,
        "type": event.type,
        "occurred_at": event.occurred_at,
        "recorded_at": event.recorded_at,
        **{name: event.subject.get(name) for name in ("station", "site_id", "evse", "connector")},
        "data_json": json.dumps(event.data, separators=(",", ":"), ensure_ascii=False),
    }


def _place(transaction: Transaction) -> dict[str, Any]:
    return {
        "transaction_id": transaction.id,
        "station": transaction.identity,
        "site_id": transaction.site_id,
        "evse": transaction.evse,
        "connector": transaction.connector,
    }


def _duration_s(transaction: Transaction) -> float | None:
    if transaction.ended_at is None:
        return None
    elapsed = clock.parse_stored(transaction.ended_at) - clock.parse_stored(transaction.started_at)
    return elapsed.total_seconds()
