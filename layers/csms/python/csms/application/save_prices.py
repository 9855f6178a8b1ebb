"""A series of prices into its zone: what it overlaps is replaced, so that the same series again changes nothing."""

from collections.abc import Sequence
from dataclasses import replace

from csms.application.ports import Ports
from csms.domain import clock, price_zones, prices
from csms.domain.errors import ConcurrentChangeError, InvalidError, NotFoundError
from csms.domain.price_zones import PriceZone
from csms.domain.prices import PriceDay, PricePoint

_ATTEMPTS = 5


def save_prices(ports: Ports, zone_id: str, points: Sequence[PricePoint], names: Sequence[str]) -> PriceZone:
    """All of the series or nothing. A zone that nobody knows is made, with the currency of the first point.

    Raises InvalidError naming the point as `names` does, or `currency` where it is not the zone's.
    """
    prices.validate(points, names)
    for _ in range(_ATTEMPTS):
        known = ports.price_zones.get(zone_id)
        zone = known or _new_zone(ports, zone_id, points[0].currency)
        _check_currency(points, zone)
        new = prices.by_day(points)
        days = [_with(day, new[day.day]) for day in ports.prices.days(zone_id, new)]
        try:
            ports.prices.save(days, None if known else zone)
        except ConcurrentChangeError:
            continue
        return zone
    raise ConcurrentChangeError(f"others keep changing the prices of {zone_id}; try again")


def find_zone(ports: Ports, zone_id: str) -> PriceZone:
    """Raises NotFoundError."""
    zone = ports.price_zones.get(zone_id)
    if zone is None:
        raise NotFoundError(f"there is no price zone {zone_id}")
    return zone


def _new_zone(ports: Ports, zone_id: str, currency: str) -> PriceZone:
    zone = PriceZone(zone_id, currency, clock.to_text(ports.now()))
    price_zones.validate(zone)
    return zone


def _check_currency(points: Sequence[PricePoint], zone: PriceZone) -> None:
    strange = next((point.currency for point in points if point.currency != zone.currency), None)
    if strange is not None:
        raise InvalidError(f"the prices of {zone.id} are in {zone.currency}, not in {strange}", "currency")


def _with(day: PriceDay, points: Sequence[PricePoint]) -> PriceDay:
    return replace(day, points=prices.replaced(day.points, points))
