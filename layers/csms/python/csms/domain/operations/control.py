"""Sessions, connectors, the station as a whole."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from csms.domain.charging_profiles import ChargingProfile


@dataclass(frozen=True)
class RemoteStart:
    token: str
    token_type: str
    remote_start_id: int
    evse: int | None = None
    profile: ChargingProfile | None = None


@dataclass(frozen=True)
class RemoteStop:
    ocpp_transaction_id: str


class ResetKind(StrEnum):
    """Hard and soft of 1.6, Immediate and OnIdle of 2.x: the same two wishes."""

    IMMEDIATE = "immediate"
    ON_IDLE = "on_idle"


@dataclass(frozen=True)
class Reset:
    kind: ResetKind
    evse: int | None = None


@dataclass(frozen=True)
class Unlock:
    evse: int
    connector: int = 1


@dataclass(frozen=True)
class ChangeAvailability:
    operative: bool
    evse: int | None = None
    connector: int | None = None


@dataclass(frozen=True)
class Trigger:
    """`message` by its 2.x name, or as the station's version names it."""

    message: str
    evse: int | None = None
    connector: int | None = None


@dataclass(frozen=True)
class TransferData:
    """A message of the vendor's own; `data` is text in 1.6, anything in 2.x."""

    vendor_id: str
    message_id: str | None = None
    data: Any = None


@dataclass(frozen=True)
class ClearCache:
    """Forget the tokens that the station remembers from former answers."""


@dataclass(frozen=True)
class ShowCost:
    """What the session costs so far, with VAT, in the currency that the station is set to (2.0.1 I02).

    The rest is for 1.6, which knows no such message (OCA, California Pricing): at which register, and what a kWh, an
    hour and the start cost now, with VAT.
    """

    ocpp_transaction_id: str
    total: Decimal
    at: str
    register_wh: float
    idle: bool
    kwh_price: Decimal | None = None
    hour_price: Decimal | None = None
    flat_price: Decimal | None = None


@dataclass(frozen=True)
class ShowFinalCost:
    """What an ended session costs, with VAT; 2.x is told in the answer to its end (I03), 1.6 by this, with a text."""

    ocpp_transaction_id: str
    total: Decimal
    text: str
