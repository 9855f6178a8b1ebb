"""Tariffs as operators read them."""

from decimal import Decimal

from pydantic import BaseModel

from csms.domain.tariffs import Component, Rate, Tariff, Terms
from operator_api.fields import ShownTime


class WindowView(BaseModel):
    weekdays: list[str]
    start: str
    end: str


class SpotView(BaseModel):
    factor: str
    markup: str


class RateView(BaseModel):
    """`price` per kWh, hour or session, null where `spot` says it."""

    component: Component
    price: str | None
    spot: SpotView | None
    vat_percent: str
    step_size: int
    grace_minutes: int
    window: WindowView | None


class TermsView(BaseModel):
    """A version of a tariff; `number` counts them."""

    number: int
    valid_from: ShownTime
    valid_until: ShownTime | None
    currency: str
    rates: list[RateView]
    min_price: str | None
    max_price: str | None


class TariffView(BaseModel):
    """`terms` are those for a session that begins now, null for none; `versions` all there are, the first first."""

    id: str
    name: str
    token: str | None
    group_id: str | None
    station: str | None
    site_id: str | None
    terms: TermsView | None
    versions: list[TermsView]
    created_at: ShownTime


def view(tariff: Tariff, now: str) -> TariffView:
    current = tariff.terms_at(now)
    return TariffView(
        id=tariff.id,
        name=tariff.name,
        token=tariff.scope.token_key,
        group_id=tariff.scope.group_id,
        station=tariff.scope.station_key,
        site_id=tariff.scope.site_id,
        terms=_terms(current) if current else None,
        versions=[_terms(terms) for terms in tariff.terms],
        created_at=tariff.created_at,
    )


def _terms(terms: Terms) -> TermsView:
    bounds = {name: _text(getattr(terms, name)) for name in ("min_price", "max_price")}
    return TermsView(**{**terms.__dict__, **bounds, "rates": [_rate(rate) for rate in terms.rates]})


def _rate(rate: Rate) -> RateView:
    return RateView(
        component=rate.component,
        price=None if rate.spot else _text(rate.price),
        spot=SpotView(factor=format(rate.spot.factor, "f"), markup=format(rate.spot.markup, "f"))
        if rate.spot
        else None,
        vat_percent=format(rate.vat_percent, "f"),
        step_size=rate.step_size,
        grace_minutes=rate.grace_minutes,
        window=WindowView(**{**rate.window.__dict__, "weekdays": list(rate.window.weekdays)}) if rate.window else None,
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")
