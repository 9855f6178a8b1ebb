"""Sums of usage and charge detail records as rows of an export: the members are COLUMNS' (exports.py)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from csms.domain import clock
from csms.domain.cdrs import Cdr
from csms.domain.exports import Row
from csms.domain.stations import Station
from csms.domain.usage import amounts
from csms.domain.usage.amounts import Amounts

_QUARTERS_IN_HOUR = amounts.QUARTERS // amounts.HOURS
_PER_HOUR = {
    "occupied_s": "o",
    "charging_s": "c",
    "sessions_started": "s",
    "sessions_ended": "n",
    "faults": "f",
    "out_of_order_s": "x",
}


def usage_rows(station: Station, period: str, sums: Amounts) -> Iterator[Row]:
    """The hours of a connector's day (`2026-11-27#1/1`) in which anything was, the latest first.

    An hour with revenue in a second currency has a second row, with the revenue alone: so every column adds up.
    """
    day_s = amounts.day_start_s(period)
    evse, connector = period.partition("#")[2].split("/")
    place = {"station": station.identity, "site_id": station.site_id, "evse": int(evse), "connector": int(connector)}
    for hour in reversed(range(amounts.HOURS)):
        first, *others = _revenues(sums, hour) or [(None, None)]
        measured = _measured(sums, hour)
        at = clock.to_text(amounts.at(day_s + hour * amounts.HOUR_S))
        if any(measured.values()) or first[0] is not None:
            yield {"hour": at, **place, **measured, "revenue": first[0], "currency": first[1]}
        for revenue, currency in others:
            yield {"hour": at, **place, **dict.fromkeys(measured), "revenue": revenue, "currency": currency}


def _measured(sums: Amounts, hour: int) -> dict[str, Any]:
    quarters = range(hour * _QUARTERS_IN_HOUR, (hour + 1) * _QUARTERS_IN_HOUR)
    return {
        "energy_wh": sum(sums.get(f"e{quarter}", 0) for quarter in quarters) / 1000,
        **{name: sums.get(f"{letter}{hour}", 0) for name, letter in _PER_HOUR.items()},
        "unmet_demand_wh": sums.get(f"u{hour}", 0) / 1000,
    }


def _revenues(sums: Amounts, hour: int) -> list[tuple[Decimal | None, str | None]]:
    found = [
        (Decimal(value) / amounts.REVENUE_SCALE, name[1:4])
        for name, value in sorted(sums.items())
        if name.startswith("r") and amounts.split_name(name) == (name[:4], hour)
    ]
    return list(found)


def cdr_row(record: Cdr) -> Row:
    """OCPI's names are longer; hours and kWh as OCPI has them."""
    location, cost = record["cdr_location"], record["total_cost"]
    return {
        "cdr_id": record["id"],
        "session_id": record["session_id"],
        "location_id": location["id"],
        "evse_uid": location["evse_uid"],
        "station": record.get("station"),
        "token": record["cdr_token"]["uid"],
        "token_group": record.get("token_group"),
        "started_at": record["start_date_time"],
        "ended_at": record["end_date_time"],
        "last_updated": record["last_updated"],
        "energy_kwh": _exact(record["total_energy"]),
        "time_h": _exact(record["total_time"]),
        "parking_h": _exact(record["total_parking_time"]),
        "currency": record["currency"],
        "cost_excl_vat": _exact(cost["excl_vat"]),
        "cost_incl_vat": _exact(cost.get("incl_vat")),
        "credit": record.get("credit", False),
        "credit_reference_id": record.get("credit_reference_id"),
    }


def _exact(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def day_of(moment: str) -> str:
    return datetime.fromisoformat(moment).date().isoformat()
