"""What a session is charged, item by item: OCPI 2.2.1's ChargingPeriods (mod_cdrs) with the money in them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from csms.domain.errors import ConflictError
from csms.domain.tariffs import Component

_PER_UNIT = {Component.ENERGY: 1000, Component.TIME: 3600, Component.IDLE: 3600, Component.FLAT: 1}


class SpotPriceError(ConflictError):
    """The spot price that a rate follows cannot be used."""


class PriceUnknownError(SpotPriceError):
    """The spot price of a time at which energy flowed is not known (yet)."""


@dataclass(frozen=True)
class Item:
    """`quantity` in Wh, s or sessions, `price` per kWh, hour or session; `amount` exact, without VAT."""

    component: Component
    quantity: Fraction
    price: Decimal
    vat_percent: Decimal
    step_size: int

    @property
    def units(self) -> Fraction:
        """`quantity` in what `price` is for."""
        return self.quantity / _PER_UNIT[self.component]

    @property
    def amount(self) -> Fraction:
        return self.units * Fraction(self.price)

    @property
    def with_vat(self) -> Fraction:
        return self.amount * (1 + Fraction(self.vat_percent) / 100)


@dataclass(frozen=True)
class Period:
    """[start, end); all of it idle or none of it."""

    start: datetime
    end: datetime
    energy_wh: Decimal
    idle: bool
    items: tuple[Item, ...] = ()

    @property
    def seconds(self) -> Fraction:
        return Fraction((self.end - self.start) // datetime.resolution, 10**6)


@dataclass(frozen=True)
class Amount:
    """In the currency's minor unit."""

    excl_vat: Decimal
    incl_vat: Decimal

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.excl_vat + other.excl_vat, self.incl_vat + other.incl_vat)

    def __neg__(self) -> "Amount":
        return Amount(-self.excl_vat, -self.incl_vat)


NOTHING = Amount(Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Cost:
    """`total` is the sum of `by_component` and of `adjustment`, which lifts it to the lowest price or cuts it to the
    highest."""

    currency: str
    periods: tuple[Period, ...]
    by_component: dict[Component, Amount]
    adjustment: Amount

    @property
    def total(self) -> Amount:
        return sum(self.by_component.values(), self.adjustment)
