"""Charge detail records as operators, and OCPI's parties behind them, read them."""

from typing import Any

from pydantic import BaseModel

from csms.domain.cdrs import Cdr
from operator_api.fields import ShownTime


class PriceView(BaseModel):
    """In the record's currency; a credit's are below zero."""

    excl_vat: float
    incl_vat: float


class CdrTokenView(BaseModel):
    country_code: str | None = None
    party_id: str | None = None
    uid: str
    type: str
    contract_id: str


class CdrLocationView(BaseModel):
    """`id` is the site, or the station where it belongs to none. The address is the site's `location`, where set."""

    id: str
    name: str
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None
    coordinates: dict[str, str] | None = None
    evse_uid: str
    evse_id: str
    connector_id: str
    connector_standard: str | None = None
    connector_format: str | None = None
    connector_power_type: str | None = None


class DimensionView(BaseModel):
    """ENERGY in kWh, TIME (charging) and PARKING_TIME (done) in hours."""

    type: str
    volume: float


class ItemView(BaseModel):
    """Beyond OCPI: `quantity` in kWh, hours or sessions at `price` each, without VAT. A step's rest is in the last."""

    type: str
    quantity: float
    price: str
    vat_percent: str
    amount: float


class ChargingPeriodView(BaseModel):
    start_date_time: ShownTime
    dimensions: list[DimensionView]
    tariff_id: str
    items: list[ItemView]


class CdrView(BaseModel):
    """OCPI 2.2.1's CDR; energy in kWh, times in hours. `credit`: it takes `credit_reference_id` back.

    `country_code` and `party_id` are of the site's `location`, where set. Beyond OCPI: `station` and `token_group`.
    """

    country_code: str | None = None
    party_id: str | None = None
    id: str
    start_date_time: ShownTime
    end_date_time: ShownTime
    session_id: str
    cdr_token: CdrTokenView
    auth_method: str
    cdr_location: CdrLocationView
    currency: str
    tariffs: list[dict[str, Any]]
    charging_periods: list[ChargingPeriodView]
    total_cost: PriceView
    total_fixed_cost: PriceView
    total_energy: float
    total_energy_cost: PriceView
    total_time: float
    total_time_cost: PriceView
    total_parking_time: float
    total_parking_cost: PriceView
    credit: bool = False
    credit_reference_id: str | None = None
    last_updated: ShownTime
    station: str | None = None
    token_group: str | None = None


def view(record: Cdr) -> CdrView:
    return CdrView(**record)
