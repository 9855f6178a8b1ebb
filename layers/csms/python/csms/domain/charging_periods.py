"""A session in periods: a new one begins where what is paid changes, or the car is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from zoneinfo import ZoneInfo

from csms.domain.charges import Item, Period, PriceUnknownError
from csms.domain.metered import Metered
from csms.domain.prices import PricePoint
from csms.domain.tariff_clock import changes_between
from csms.domain.tariffs import Component, Rate, Terms


def periods(session: Metered, terms: Terms, zone: ZoneInfo, prices: Sequence[PricePoint]) -> list[Period]:
    """In the order of time and without gaps; one of no length for a session of none. Raises PriceUnknownError."""
    merged: list[_Piece] = []
    for piece in _pieces(session, terms, zone, prices):
        before = merged[-1] if merged else None
        if before and (before.idle, before.paid) == (piece.idle, piece.paid):
            merged[-1] = replace(before, end=piece.end, energy_wh=before.energy_wh + piece.energy_wh)
        else:
            merged.append(piece)
    return [_period(piece) for piece in merged]


@dataclass(frozen=True)
class _Piece:
    start: datetime
    end: datetime
    energy_wh: Decimal
    idle: bool
    paid: tuple[tuple[Rate, Decimal], ...]


def _pieces(session: Metered, terms: Terms, zone: ZoneInfo, prices: Sequence[PricePoint]) -> Iterable[_Piece]:
    cuts = {session.started_at, session.ended_at}
    cuts |= {edge for a, b in session.idle for edge in (a, b)}
    cuts |= {a + rate.grace for a, _ in session.idle for rate in terms.rates}
    if any(rate.spot for rate in terms.rates):
        cuts |= {edge for point in prices for edge in (point.start, point.end)}
    cuts |= set(changes_between(terms.rates, zone, session.started_at, session.ended_at))
    edges = sorted(cut for cut in cuts if session.started_at <= cut <= session.ended_at)
    for start, end in pairwise(edges if len(edges) > 1 else [*edges, *edges]):
        energy_wh, idle_for = session.energy_between(start, end), session.idle_for(start)
        paid = _paid(terms, zone, prices, start, energy_wh, idle_for)
        yield _Piece(start, end, energy_wh, idle_for is not None, tuple(paid))


def _paid(
    terms: Terms,
    zone: ZoneInfo,
    prices: Sequence[PricePoint],
    start: datetime,
    energy_wh: Decimal,
    idle_for: timedelta | None,
) -> Iterable[tuple[Rate, Decimal]]:
    """The rates in force, each with its price."""
    by_energy = terms.rate_at(Component.ENERGY, start, zone)
    if by_energy is not None:
        yield by_energy, _price(by_energy, prices, start, energy_wh)
    by_time = terms.rate_at(Component.TIME if idle_for is None else Component.IDLE, start, zone)
    if by_time is not None and (idle_for is None or idle_for >= by_time.grace):
        yield by_time, by_time.price


def _price(rate: Rate, prices: Sequence[PricePoint], start: datetime, energy_wh: Decimal) -> Decimal:
    if rate.spot is None:
        return rate.price
    point = next((p for p in prices if p.start <= start < p.end), None)
    if point is None and energy_wh:
        raise PriceUnknownError(f"the spot price of {start:%Y-%m-%dT%H:%MZ} is not known")
    return rate.spot.factor * point.price_per_kwh + rate.spot.markup if point else Decimal(0)


def _period(piece: _Piece) -> Period:
    period = Period(piece.start, piece.end, piece.energy_wh, piece.idle)
    items = tuple(
        Item(
            rate.component,
            Fraction(piece.energy_wh) if rate.component is Component.ENERGY else period.seconds,
            price,
            rate.vat_percent,
            rate.step_size,
        )
        for rate, price in piece.paid
    )
    return replace(period, items=items)
