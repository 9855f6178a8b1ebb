"""A price zone: where a kWh costs the same at the same time, and who tells what it costs."""

import re
from dataclasses import dataclass
from enum import StrEnum

from csms.domain import clock, currencies
from csms.domain.errors import InvalidError

_ZONE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
# The areas of the Nordic day-ahead market whose prices are open, by the currency they are told in beside EUR.
NORDIC_AREAS = {"SEK": ("SE1", "SE2", "SE3", "SE4"), "NOK": ("NO1", "NO2", "NO3", "NO4", "NO5")}
_EIC = re.compile(r"[0-9]{2}[A-Z][A-Z0-9-]{12}[A-Z0-9]")


class ProviderName(StrEnum):
    """`nordic`: day-ahead prices of the Swedish and Norwegian areas. `entsoe`: ENTSO-E's Transparency Platform."""

    NORDIC = "nordic"
    ENTSOE = "entsoe"


@dataclass(frozen=True)
class PastFetch:
    """Delivery days that an operator wants fetched, from `first` to `last` (dates). `next` is the one to be fetched
    now, None when all have been; `without_prices` are those of which some price is not known even so."""

    first: str
    last: str
    next: str | None
    without_prices: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True)
class PriceZone:
    """`time_zone` (IANA) is the market's: its delivery days begin there at midnight. A zone keeps its `currency`.

    `provider` fetches its prices by the market's `area`: SE3, or an EIC code such as 10Y1001A1001A46L; None: they are
    uploaded. `fetched_at` is the last attempt, `fetch_error` what was wrong with it, None for nothing.
    """

    id: str
    currency: str
    created_at: str
    time_zone: str = "UTC"
    provider: ProviderName | None = None
    area: str | None = None
    fetched_at: str | None = None
    fetch_error: str | None = None
    past_fetch: PastFetch | None = None


def validate(zone: PriceZone) -> None:
    """Raises InvalidError naming the member that is wrong."""
    if not _ZONE_ID.fullmatch(zone.id):
        raise InvalidError("a zone's id has 1 to 64 letters, digits, dots, tildes, dashes and underscores", "zone")
    currencies.check(zone.currency)
    clock.zone_named(zone.time_zone)
    if zone.provider is ProviderName.NORDIC:
        _check_nordic(zone)
    if zone.provider is ProviderName.ENTSOE and not _EIC.fullmatch(zone.area or ""):
        raise InvalidError("an area is an EIC code of 16 characters, such as 10Y1001A1001A46L", "area")
    if zone.provider is None and zone.area is not None:
        raise InvalidError("an area is a provider's: name that too", "provider")


def _check_nordic(zone: PriceZone) -> None:
    own = next((currency for currency, areas in NORDIC_AREAS.items() if zone.area in areas), None)
    if own is None:
        raise InvalidError(f"an area is one of {', '.join(sum(NORDIC_AREAS.values(), ()))}", "area")
    if zone.currency not in (own, "EUR"):
        raise InvalidError(f"the prices of {zone.area} are told in {own} and EUR", "currency")
