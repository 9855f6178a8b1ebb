"""Where a session was and whose, as a charge detail record of OCPI 2.2.1 says it (mod_cdrs, CdrLocation)."""

from typing import Any

from csms.domain.locations import Location
from csms.domain.sites import Site
from csms.domain.transactions import Transaction

_UID, _EVSE_ID, _NAME = 36, 48, 255


def party_of(site: Site | None) -> dict[str, str]:
    """Tokens and tariffs are the operator's own."""
    location = site.location if site else None
    return {"country_code": location.country_code, "party_id": location.party_id} if location else {}


def location_of(session: Transaction, site: Site | None) -> dict[str, Any]:
    evse = str(session.evse or 1)
    place = _place(site.location) if site and site.location else {}
    return {
        **place,
        "id": location_id(site.id if site else session.identity),
        "name": (site.name if site else session.identity)[:_NAME],
        "evse_uid": f"{session.identity[: _UID - 1 - len(evse)]}*{evse}",
        "evse_id": f"{session.identity[: _EVSE_ID - 1 - len(evse)]}*{evse}",
        "connector_id": str(session.connector or 1),
    }


def location_id(name: str) -> str:
    """Of a site, or of a station that belongs to none."""
    return name[:_UID]


def _place(location: Location) -> dict[str, Any]:
    return {
        "address": location.address,
        "city": location.city,
        **({"postal_code": location.postal_code} if location.postal_code else {}),
        "country": location.country,
        "coordinates": {"latitude": f"{location.latitude:.6f}", "longitude": f"{location.longitude:.6f}"},
        "connector_standard": location.connector_standard,
        "connector_format": location.connector_format.value,
        "connector_power_type": location.connector_power_type.value,
    }
