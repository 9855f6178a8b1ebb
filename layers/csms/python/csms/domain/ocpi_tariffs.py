"""A tariff in the shape of OCPI 2.2.1 (mod_tariffs), as far as OCPI can say it."""

from typing import Any

from csms.domain.tariffs import Agreed, Component, Rate

_ID = 36
DIMENSIONS = {
    Component.ENERGY: "ENERGY",
    Component.TIME: "TIME",
    Component.IDLE: "PARKING_TIME",
    Component.FLAT: "FLAT",
}
_OCPI_DAYS = {
    "mon": "MONDAY",
    "tue": "TUESDAY",
    "wed": "WEDNESDAY",
    "thu": "THURSDAY",
    "fri": "FRIDAY",
    "sat": "SATURDAY",
    "sun": "SUNDAY",
}
_FREE = {"price_components": [{"type": "FLAT", "price": 0.0, "step_size": 1}]}


def ocpi_tariff(agreed: Agreed) -> dict[str, Any]:
    terms = agreed.terms
    bounds = {
        name: {"excl_vat": float(bound)}
        for name, bound in (("min_price", terms.min_price), ("max_price", terms.max_price))
        if bound is not None
    }
    return {
        "id": agreed.tariff.id[:_ID],
        "currency": terms.currency,
        **bounds,
        "elements": [_element(rate) for rate in terms.rates] or [_FREE],
        "start_date_time": terms.valid_from,
        **({"end_date_time": terms.valid_until} if terms.valid_until else {}),
        "last_updated": terms.valid_from,
    }


def _element(rate: Rate) -> dict[str, Any]:
    """OCPI knows no spot price and no grace: the markup stands here, and what was paid in each period's `items`."""
    price = rate.spot.markup if rate.spot else rate.price
    component = {
        "type": DIMENSIONS[rate.component],
        "price": float(price),
        "vat": float(rate.vat_percent),
        "step_size": rate.step_size,
    }
    restrictions = _restrictions(rate)
    return {"price_components": [component], **({"restrictions": restrictions} if restrictions else {})}


def _restrictions(rate: Rate) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if rate.window and rate.window.start != rate.window.end:
        found |= {"start_time": rate.window.start, "end_time": rate.window.end}
    if rate.window and rate.window.weekdays:
        found["day_of_week"] = [_OCPI_DAYS[day] for day in rate.window.weekdays]
    return found
