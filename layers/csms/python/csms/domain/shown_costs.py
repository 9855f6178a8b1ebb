"""What the display of a station says of a session's cost."""

from decimal import Decimal
from fractions import Fraction

from csms.domain.cdrs import Billed
from csms.domain.charges import Cost, Item
from csms.domain.operations import ShowCost, ShowFinalCost
from csms.domain.tariffs import Component

_FIVE_DECIMALS = 10**5
_WORDS = {
    Component.FLAT: "start",
    Component.ENERGY: "energy",
    Component.TIME: "charging time",
    Component.IDLE: "idle time",
}


def running_cost(billed: Billed) -> ShowCost:
    """As of the last reading, with the prices of that moment."""
    session, last = billed.session, billed.cost.periods[-1]
    now = {item.component: _with_vat(item) for item in last.items}
    start = {item.component: _with_vat(item) for item in billed.cost.periods[0].items}
    reading = session.stop_reading
    return ShowCost(
        ocpp_transaction_id=session.ocpp_transaction_id,
        total=billed.cost.total.incl_vat,
        at=session.live.at or session.started_at,
        register_wh=reading.register_wh if reading else 0.0,
        idle=last.idle,
        kwh_price=now.get(Component.ENERGY),
        hour_price=now.get(Component.IDLE if last.idle else Component.TIME),
        flat_price=start.get(Component.FLAT),
    )


def final_cost(billed: Billed) -> ShowFinalCost:
    cost = billed.cost
    return ShowFinalCost(billed.session.ocpp_transaction_id, cost.total.incl_vat, text_of(cost))


def text_of(cost: Cost) -> str:
    """`8.13 EUR for 10.000 kWh: start 0.63, energy 5.00, charging time 2.50`, all with VAT."""
    energy_kwh = sum((period.energy_wh for period in cost.periods), Decimal(0)) / 1000
    paid = {name: cost.by_component[name].incl_vat for name in _WORDS}
    parts = [f"{_WORDS[name]} {amount}" for name, amount in paid.items() if amount]
    told = f"{cost.total.incl_vat} {cost.currency} for {energy_kwh:.3f} kWh"
    return f"{told}: {', '.join(parts)}" if parts else told


def _with_vat(item: Item) -> Decimal:
    exact = Fraction(item.price) * (1 + Fraction(item.vat_percent) / 100)
    return Decimal(round(exact * _FIVE_DECIMALS)) / _FIVE_DECIMALS
