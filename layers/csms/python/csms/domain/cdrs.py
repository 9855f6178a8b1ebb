"""Charge detail records in the shape of OCPI 2.2.1 (mod_cdrs): whole where the site's location is set, else without
the parties' ids and the address, which OCPI requires.

Beyond OCPI a record names its `station` and the `token_group`, and each charging period has `items`: what was paid at
which price, so that a bill can be checked without the prices of its day.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from csms.domain import clock
from csms.domain.cdr_locations import location_of, party_of
from csms.domain.charges import Amount, Cost, Item, Period
from csms.domain.ocpi_tariffs import DIMENSIONS, ocpi_tariff
from csms.domain.sites import Site
from csms.domain.tariffs import Agreed, Component
from csms.domain.transactions import Transaction

Cdr = dict[str, Any]
_ID, _UID = 39, 36
_TOKEN_TYPES = {
    "ISO14443": "RFID",
    "ISO15693": "RFID",
    "Central": "APP_USER",
    "DirectPayment": "AD_HOC_USER",
    "NoAuthorization": "AD_HOC_USER",
}
_HOUR_S, _KWH = 3600, 1000


@dataclass(frozen=True)
class Billed:
    """A session, where it was, whose and what it costs."""

    session: Transaction
    site: Site | None
    agreed: Agreed
    cost: Cost
    token_group: str | None = None


def cdr(billed: Billed, cdr_id: str, now: str) -> Cdr:
    """The record of a session, under `cdr_id` (at most 39 characters)."""
    session, cost = billed.session, billed.cost
    start, end = cost.periods[0].start, cost.periods[-1].end
    idle_s = sum((period.seconds for period in cost.periods if period.idle), Fraction(0))
    energy_wh = sum((period.energy_wh for period in cost.periods), Decimal(0))
    by_component = cost.by_component
    party = party_of(billed.site)
    return {
        **party,
        "id": cdr_id[:_ID],
        "start_date_time": clock.to_text(start),
        "end_date_time": clock.to_text(end),
        "session_id": session.id[:_UID],
        "cdr_token": {**party, **_token(session)},
        "auth_method": "COMMAND" if session.remote_start_id is not None else "AUTH_REQUEST",
        "cdr_location": location_of(session, billed.site),
        "currency": cost.currency,
        "tariffs": [{**party, **ocpi_tariff(billed.agreed)}],
        "charging_periods": [_period(period, billed.agreed.tariff.id) for period in cost.periods],
        "total_cost": _price(cost.total),
        "total_fixed_cost": _price(by_component[Component.FLAT]),
        "total_energy": _number(Fraction(energy_wh) / _KWH),
        "total_energy_cost": _price(by_component[Component.ENERGY]),
        "total_time": _number(sum((period.seconds for period in cost.periods), Fraction(0)) / _HOUR_S),
        "total_time_cost": _price(by_component[Component.TIME]),
        "total_parking_time": _number(idle_s / _HOUR_S),
        "total_parking_cost": _price(by_component[Component.IDLE]),
        "last_updated": now,
        "station": session.identity,
        **({"token_group": billed.token_group} if billed.token_group else {}),
    }


def credit_of(record: Cdr, cdr_id: str, now: str) -> Cdr:
    """What takes `record` back: the same data, its total cost alone below zero (OCPI mod_cdrs, Credit CDRs)."""
    total = {part: -amount if amount else amount for part, amount in record["total_cost"].items()}
    taken_back = {"credit": True, "credit_reference_id": record["id"], "last_updated": now}
    return {**record, "total_cost": total, "id": cdr_id[:_ID], **taken_back}


def _token(session: Transaction) -> dict[str, str]:
    """A session that needed no token is its own."""
    uid = (session.token or session.id)[:_UID]
    kind = _TOKEN_TYPES.get(session.token_type or "", "OTHER") if session.token else "AD_HOC_USER"
    return {"uid": uid, "type": kind, "contract_id": uid}


def _period(period: Period, tariff_id: str) -> dict[str, Any]:
    parking = "PARKING_TIME" if period.idle else "TIME"
    dimensions = [
        {"type": "ENERGY", "volume": _number(Fraction(period.energy_wh) / _KWH)},
        {"type": parking, "volume": _number(period.seconds / _HOUR_S)},
    ]
    return {
        "start_date_time": clock.to_text(period.start),
        "dimensions": dimensions,
        "tariff_id": tariff_id,
        "items": [_item(item) for item in period.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "type": DIMENSIONS[item.component],
        "quantity": _number(item.units),
        "price": format(item.price, "f"),
        "vat_percent": format(item.vat_percent, "f"),
        "amount": _number(item.amount),
    }


def _price(amount: Amount) -> dict[str, float]:
    return {"excl_vat": float(amount.excl_vat), "incl_vat": float(amount.incl_vat)}


def _number(value: Fraction) -> float:
    return round(float(value), 6)
