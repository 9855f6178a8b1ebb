"""What a tariff may say."""

import re
from decimal import Decimal

from csms.domain import clock, currencies, prices
from csms.domain.errors import InvalidError
from csms.domain.tariffs import WEEKDAYS, Component, Rate, Terms

MOST_RATES = 50
_HH_MM = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LARGEST_STEP, _LONGEST_GRACE_MINUTES = 1_000_000, 7 * 24 * 60
_HIGHEST_PERCENT = Decimal(100)


def validate(terms: Terms) -> None:
    """Raises InvalidError naming the member that is wrong (`rates.2.price`)."""
    currencies.check(terms.currency)
    if terms.valid_until is not None and terms.valid_until < terms.valid_from:
        raise InvalidError("valid_until must not be before valid_from", "valid_until")
    if clock.parse(terms.valid_from) is None:
        raise InvalidError("valid_from must be an RFC 3339 time", "valid_from")
    if len(terms.rates) > MOST_RATES:
        raise InvalidError(f"a tariff has at most {MOST_RATES} rates", "rates")
    for number, rate in enumerate(terms.rates):
        _check_rate(rate, f"rates.{number}")
    for name in ("min_price", "max_price"):
        bound = getattr(terms, name)
        if bound is not None:
            prices.check_price(bound, name)
    if terms.min_price is not None and terms.max_price is not None and terms.max_price < terms.min_price:
        raise InvalidError("max_price must not be below min_price", "max_price")


def _check_rate(rate: Rate, name: str) -> None:
    prices.check_price(rate.price, f"{name}.price")
    if rate.spot is not None:
        if rate.component is not Component.ENERGY:
            raise InvalidError("only energy has a price by the hour", f"{name}.spot")
        prices.check_price(rate.spot.factor, f"{name}.spot.factor")
        prices.check_price(rate.spot.markup, f"{name}.spot.markup")
    if not rate.vat_percent.is_finite() or not 0 <= rate.vat_percent <= _HIGHEST_PERCENT:
        raise InvalidError("VAT is a percentage from 0 to 100", f"{name}.vat_percent")
    if not 1 <= rate.step_size <= _LARGEST_STEP:
        raise InvalidError(f"a step is 1 to {_LARGEST_STEP} Wh or s", f"{name}.step_size")
    if rate.grace_minutes and rate.component is not Component.IDLE:
        raise InvalidError("grace is for idling", f"{name}.grace_minutes")
    if not 0 <= rate.grace_minutes <= _LONGEST_GRACE_MINUTES:
        raise InvalidError(f"grace is at most {_LONGEST_GRACE_MINUTES} minutes", f"{name}.grace_minutes")
    _check_window(rate, name)


def _check_window(rate: Rate, name: str) -> None:
    if rate.window is None:
        return
    if not set(rate.window.weekdays) <= set(WEEKDAYS):
        raise InvalidError(f"weekdays are some of {', '.join(WEEKDAYS)}", f"{name}.window.weekdays")
    for member in ("start", "end"):
        if not _HH_MM.fullmatch(getattr(rate.window, member)):
            raise InvalidError(f"{member} is a time of day, HH:MM", f"{name}.window.{member}")
