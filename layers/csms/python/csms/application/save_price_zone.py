"""Price zones as the operator describes them."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain import price_zones
from csms.domain.errors import ConflictError
from csms.domain.price_zones import PriceZone


def save_price_zone(ports: Ports, zone: PriceZone) -> tuple[PriceZone, bool]:
    """Create or replace; whether it is new. Raises InvalidError naming the member, ConflictError for another currency:
    what is stored, and what was billed by it, stays what it was."""
    price_zones.validate(zone)
    known = ports.price_zones.get(zone.id)
    if known is not None and known.currency != zone.currency:
        raise ConflictError(f"the prices of {zone.id} are in {known.currency}: make another zone", "currency")
    saved = replace(zone, created_at=known.created_at) if known else zone
    ports.price_zones.save(saved)
    return saved, known is None
