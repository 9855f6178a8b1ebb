"""Tariffs as operators write them."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, WithJsonSchema

from csms.domain.errors import InvalidError
from csms.domain.ids import key_of
from csms.domain.tariffs import Component, Rate, Scope, Spot, Terms, Window
from operator_api.fields import Body, Currency, Name, Natural, Positive, Time

_NUMBER = WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}], "examples": ["0.35"]})
Price = Annotated[Decimal, Field(max_digits=25), _NUMBER]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MINUTES = 60
_EXAMPLES: list[Any] = [
    {
        "name": "Depot",
        "site_id": "depot",
        "currency": "SEK",
        "rates": [
            {"component": "energy", "spot": {"factor": "1.05", "markup": "0.40"}, "vat_percent": "25"},
            {"component": "idle", "price": "0.50", "per": "minute", "grace_minutes": 30, "vat_percent": "25"},
        ],
    },
    {
        "name": "Guests by day",
        "group_id": "GUESTS",
        "currency": "EUR",
        "rates": [
            {"component": "energy", "price": "0.49", "window": {"weekdays": ["mon", "fri"], "start": "07:00"}},
            {"component": "energy", "price": "0.29"},
            {"component": "flat", "price": "0.50"},
        ],
        "min_price": "1.00",
    },
]


class WindowBody(Body):
    """On `weekdays` (none: every day), from `start` until `end`, HH:MM on the site's clock, past midnight where the end
    is not after the start."""

    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    start: Name = "00:00"
    end: Name = "00:00"


class SpotBody(Body):
    """A kWh costs `factor` times the price in the site's zone, and `markup` on top."""

    factor: Price = Decimal(1)
    markup: Price = Decimal(0)


class RateBody(Body):
    """`price` without VAT: of `energy` per kWh, of `time` (charging) and `idle` (done, and still there) `per` hour or
    minute, of `flat` per session. `step_size` in Wh or s: blocks in which the session's quantity is billed."""

    component: Component
    price: Price | None = None
    per: Literal["hour", "minute"] = "hour"
    spot: SpotBody | None = None
    vat_percent: Price = Decimal(0)
    step_size: Positive = 1
    grace_minutes: Natural = 0
    window: WindowBody | None = None

    def rate(self, name: str) -> Rate:
        """Raises InvalidError: a rate has a price or a spot price."""
        if (self.price is None) == (self.spot is None):
            raise InvalidError("a rate has either price or spot", f"{name}.price")
        timed = self.component in (Component.TIME, Component.IDLE)
        scale = _MINUTES if timed and self.per == "minute" else 1
        return Rate(
            component=self.component,
            price=(self.price or Decimal(0)) * scale,
            spot=Spot(**self.spot.model_dump()) if self.spot else None,
            vat_percent=self.vat_percent,
            step_size=self.step_size,
            grace_minutes=self.grace_minutes,
            window=Window(**self.window.model_dump()) if self.window else None,
        )


class TariffBody(Body):
    """For sessions of the `token`, the `group_id`, at the `station` or `site_id` that are named, all of them together;
    the most specific tariff counts, in this order. Of several rates of a component the first in force counts.

    `valid_from` (default: now) and `valid_until` are about when a session begins. `min_price` and `max_price` bound its
    total without VAT.
    """

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    name: Name | None = None
    token: Name | None = None
    group_id: Name | None = None
    station: Name | None = None
    site_id: Name | None = None
    currency: Currency
    rates: Annotated[tuple[RateBody, ...], Field(max_length=50)] = ()
    min_price: Price | None = None
    max_price: Price | None = None
    valid_from: Time | None = None
    valid_until: Time | None = None

    def scope(self) -> Scope:
        token, group, station = (key_of(name) if name else None for name in (self.token, self.group_id, self.station))
        return Scope(token, group, station, self.site_id)

    def terms(self, now: str) -> Terms:
        rates = tuple(rate.rate(f"rates.{number}") for number, rate in enumerate(self.rates))
        same = self.model_dump(include={"currency", "min_price", "max_price", "valid_until"})
        return Terms(number=1, valid_from=self.valid_from or now, rates=rates, **same)
