"""Price zones as the operator describes them."""

from dataclasses import replace

from csms.application.fetch_prices import FETCH_DELAY_S, fetch_task
from csms.application.ports import Ports
from csms.application.save_prices import find_zone
from csms.domain import price_zones
from csms.domain.errors import ConflictError
from csms.domain.price_zones import PriceZone


def save_price_zone(ports: Ports, zone: PriceZone) -> tuple[PriceZone, bool]:
    """Create or replace, and have its provider asked; whether it is new.

    Raises InvalidError naming the member, ConflictError for another currency: what is stored, and what was billed by
    it, stays what it was.
    """
    price_zones.validate(zone)
    known = ports.price_zones.get(zone.id)
    if known is not None and known.currency != zone.currency:
        raise ConflictError(f"the prices of {zone.id} are in {known.currency}: make another zone", "currency")
    saved = replace(zone, created_at=known.created_at, past_fetch=known.past_fetch) if known else zone
    ports.price_zones.save(saved)
    if saved.provider is not None:
        ports.queues.after(FETCH_DELAY_S, fetch_task(saved.id))
    return saved, known is None


def remove_price_zone(ports: Ports, zone_id: str) -> None:
    """With all its prices; the zone goes last, so that who dies in between can be asked again.

    Raises NotFoundError, or ConflictError while a site buys there.
    """
    zone = find_zone(ports, zone_id)
    site = ports.sites.one_of_price_zone(zone.id)
    if site is not None:
        raise ConflictError(f"site {site} buys in price zone {zone_id}")
    ports.prices.remove(zone.id)
    ports.price_zones.remove(zone.id)


def request_prices(ports: Ports, zone_id: str) -> PriceZone:
    """Have the provider asked now. Raises NotFoundError, or ConflictError for a zone without one."""
    zone = find_zone(ports, zone_id)
    if zone.provider is None:
        raise ConflictError(f"price zone {zone_id} has no provider")
    ports.queues.after(FETCH_DELAY_S, fetch_task(zone_id))
    return zone
