"""What an export holds: the columns of each kind, the one place where both formats take them from.

A cell's unit stands in its column's name. Times are stored text (clock.py), money is Decimal; None is an empty cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = Mapping[str, Any]

# Nothing is older; a reader may look back from it.
BEGINNING = "1970-01-01T00:00:00.000Z"


class ExportKind(StrEnum):
    """DRIVER_DATA is everything that carries one token (GDPR articles 15 and 20), records of many shapes."""

    SESSIONS = "sessions"
    METER_VALUES = "meter_values"
    USAGE = "usage"
    CDRS = "cdrs"
    EVENTS = "events"
    DRIVER_DATA = "driver_data"


class ExportFormat(StrEnum):
    """JSONL, a JSON object to a line, is for what has no columns."""

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"


class CellType(StrEnum):
    """NUMBER is binary floating point, as meters are read; MONEY is exact to MONEY_PLACES."""

    TEXT = "text"
    TIME = "time"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"


MONEY_DIGITS, MONEY_PLACES = 18, 6


@dataclass(frozen=True)
class Column:
    name: str
    type: CellType


def _columns(**types: CellType) -> tuple[Column, ...]:
    return tuple(Column(name, cell_type) for name, cell_type in types.items())


_TEXT, _TIME, _INTEGER = CellType.TEXT, CellType.TIME, CellType.INTEGER
_NUMBER, _MONEY = CellType.NUMBER, CellType.MONEY

COLUMNS: dict[ExportKind, tuple[Column, ...]] = {
    ExportKind.SESSIONS: _columns(
        transaction_id=_TEXT,
        station=_TEXT,
        site_id=_TEXT,
        evse=_INTEGER,
        connector=_INTEGER,
        token=_TEXT,
        token_type=_TEXT,
        ocpp_version=_TEXT,
        ocpp_transaction_id=_TEXT,
        started_at=_TIME,
        ended_at=_TIME,
        duration_s=_NUMBER,
        energy_wh=_NUMBER,
        meter_start_wh=_NUMBER,
        meter_stop_wh=_NUMBER,
        stop_reason=_TEXT,
        integrity=_TEXT,
        integrity_reasons=_TEXT,
    ),
    ExportKind.METER_VALUES: _columns(
        transaction_id=_TEXT,
        station=_TEXT,
        site_id=_TEXT,
        evse=_INTEGER,
        connector=_INTEGER,
        sampled_at=_TIME,
        measurand=_TEXT,
        value=_NUMBER,
        unit=_TEXT,
        phase=_TEXT,
        location=_TEXT,
        context=_TEXT,
    ),
    ExportKind.USAGE: _columns(
        hour=_TIME,
        station=_TEXT,
        site_id=_TEXT,
        evse=_INTEGER,
        connector=_INTEGER,
        energy_wh=_NUMBER,
        occupied_s=_INTEGER,
        charging_s=_INTEGER,
        sessions_started=_INTEGER,
        sessions_ended=_INTEGER,
        unmet_demand_wh=_NUMBER,
        faults=_INTEGER,
        out_of_order_s=_INTEGER,
        revenue=_MONEY,
        currency=_TEXT,
    ),
    ExportKind.CDRS: _columns(
        cdr_id=_TEXT,
        session_id=_TEXT,
        location_id=_TEXT,
        evse_uid=_TEXT,
        station=_TEXT,
        token=_TEXT,
        token_group=_TEXT,
        started_at=_TIME,
        ended_at=_TIME,
        last_updated=_TIME,
        energy_kwh=_MONEY,
        time_h=_MONEY,
        parking_h=_MONEY,
        currency=_TEXT,
        cost_excl_vat=_MONEY,
        cost_incl_vat=_MONEY,
        credit=CellType.BOOLEAN,
        credit_reference_id=_TEXT,
    ),
    ExportKind.EVENTS: _columns(
        event_id=_TEXT,
        type=_TEXT,
        occurred_at=_TIME,
        recorded_at=_TIME,
        station=_TEXT,
        site_id=_TEXT,
        evse=_INTEGER,
        connector=_INTEGER,
        data_json=_TEXT,
    ),
    ExportKind.DRIVER_DATA: (),
}
