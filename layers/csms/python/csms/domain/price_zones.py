"""A price zone: where a kWh costs the same at the same time."""

import re
from dataclasses import dataclass

from csms.domain import clock, currencies
from csms.domain.errors import InvalidError

_ZONE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")


@dataclass(frozen=True)
class PriceZone:
    """`time_zone` (IANA) is the market's: its delivery days begin there at midnight. A zone keeps its `currency`."""

    id: str
    currency: str
    created_at: str
    time_zone: str = "UTC"


def validate(zone: PriceZone) -> None:
    """Raises InvalidError naming the member that is wrong."""
    if not _ZONE_ID.fullmatch(zone.id):
        raise InvalidError("a zone's id has 1 to 64 letters, digits, dots, tildes, dashes and underscores", "zone")
    currencies.check(zone.currency)
    clock.zone_named(zone.time_zone)
