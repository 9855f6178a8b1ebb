"""What a session costs by its terms: exact until the end, then rounded once per component as the currency is paid.

Energy between two readings is spread evenly over the time between them, so that one reading more on that line changes
nothing.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from csms.domain import currencies
from csms.domain.charges import NOTHING, Amount, Cost, Item, Period, SpotPriceError
from csms.domain.charging_periods import periods
from csms.domain.metered import Metered
from csms.domain.prices import PricePoint
from csms.domain.tariffs import Component, Terms


def cost(session: Metered, terms: Terms, zone: ZoneInfo, prices: Sequence[PricePoint] = ()) -> Cost:
    """`zone` is the site's, `prices` those of its price zone over the session, for rates by the spot price.

    Raises PriceUnknownError, or SpotPriceError where the prices are in another currency than the terms.
    """
    strange = next((point.currency for point in prices if point.currency != terms.currency), None)
    if strange is not None:
        raise SpotPriceError(f"the tariff is in {terms.currency}, the spot price in {strange}")
    charged = _in_steps(_with_flat(periods(session, terms, zone, prices), terms, zone))
    items = [item for period in charged for item in period.items]
    by_component = {component: _sum(items, component, terms.currency) for component in Component}
    total = sum(by_component.values(), NOTHING)
    return Cost(terms.currency, tuple(charged), by_component, _adjustment(total, terms))


def _with_flat(charged: list[Period], terms: Terms, zone: ZoneInfo) -> list[Period]:
    """Once, by the rate in force when the session began."""
    first, *others = charged
    flat = terms.rate_at(Component.FLAT, first.start, zone)
    if flat is None:
        return charged
    item = Item(flat.component, Fraction(1), flat.price, flat.vat_percent, step_size=1)
    return [replace(first, items=(*first.items, item)), *others]


def _in_steps(charged: list[Period]) -> list[Period]:
    """The session's quantity in whole steps of the rate used last, at its price; where idling is paid, the time of
    charging counts as it is (OCPI 2.2.1 mod_tariffs, step_size)."""
    used = {item.component for period in charged for item in period.items if item.quantity}
    for component in used - {Component.TIME if Component.IDLE in used else Component.FLAT, Component.FLAT}:
        charged = _stepped(charged, component)
    return charged


def _stepped(charged: list[Period], component: Component) -> list[Period]:
    total = sum((i.quantity for p in charged for i in p.items if i.component is component), Fraction(0))
    number, last = [(n, i) for n, p in enumerate(charged) for i in p.items if i.component is component][-1]
    more = math.ceil(total / last.step_size) * last.step_size - total
    if last.step_size == 1 or not more:
        return charged
    lifted = replace(last, quantity=last.quantity + more)
    items = tuple(lifted if item is last else item for item in charged[number].items)
    return [*charged[:number], replace(charged[number], items=items), *charged[number + 1 :]]


def _sum(items: Iterable[Item], component: Component, currency: str) -> Amount:
    mine = [item for item in items if item.component is component]
    excl_vat, incl_vat = (
        sum((amount for amount in part), Fraction(0))
        for part in ((item.amount for item in mine), (item.with_vat for item in mine))
    )
    return Amount(currencies.rounded(excl_vat, currency), currencies.rounded(incl_vat, currency))


def _adjustment(total: Amount, terms: Terms) -> Amount:
    """With the mean VAT of what is charged, or where that is nothing, the highest of the rates."""
    bounded = total.excl_vat
    if terms.min_price is not None:
        bounded = max(bounded, terms.min_price)
    if terms.max_price is not None:
        bounded = min(bounded, terms.max_price)
    more = Fraction(bounded) - Fraction(total.excl_vat)
    if not more:
        return NOTHING
    highest = Fraction(max((rate.vat_percent for rate in terms.rates), default=Decimal(0)))
    vat = Fraction(total.incl_vat) / Fraction(total.excl_vat) if total.excl_vat else 1 + highest / 100
    return Amount(currencies.rounded(more, terms.currency), currencies.rounded(more * vat, terms.currency))
