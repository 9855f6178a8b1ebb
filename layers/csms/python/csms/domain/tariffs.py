"""What a driver pays: rates by component and time, for whom and where, in versions that never change.

The components are OCPI 2.2.1's tariff dimensions (mod_tariffs): energy, time (while charging), idle (PARKING_TIME) and
flat. Of several rates of one component the first that is in force counts, so that the general one stands last.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Component(StrEnum):
    """Priced per kWh, per hour of charging, per hour of standing there when charging is done, per session."""

    ENERGY = "energy"
    TIME = "time"
    IDLE = "idle"
    FLAT = "flat"


@dataclass(frozen=True)
class Window:
    """On `weekdays` (none: every day) from `start` until `end`, HH:MM on the site's clock, past midnight where the end
    is not after the start; such a night belongs to the day on which it begins."""

    weekdays: tuple[str, ...] = ()
    start: str = "00:00"
    end: str = "00:00"

    def holds_at(self, local: datetime) -> bool:
        opens, closes, now = time.fromisoformat(self.start), time.fromisoformat(self.end), local.time()
        if opens < closes:
            return self._on(local) and opens <= now < closes
        return (self._on(local) and now >= opens) or (self._on(local - timedelta(days=1)) and now < closes)

    def _on(self, local: datetime) -> bool:
        return not self.weekdays or WEEKDAYS[local.weekday()] in self.weekdays


@dataclass(frozen=True)
class Spot:
    """The price of a kWh is `factor` times the price in the site's zone, and `markup` on top of it."""

    factor: Decimal = Decimal(1)
    markup: Decimal = Decimal(0)


@dataclass(frozen=True)
class Rate:
    """`price` per kWh, hour or session without VAT, or energy by `spot`. `step_size` in Wh or s: the session's whole
    quantity is billed in such blocks. The first `grace_minutes` of idling are free."""

    component: Component
    price: Decimal = Decimal(0)
    spot: Spot | None = None
    vat_percent: Decimal = Decimal(0)
    step_size: int = 1
    grace_minutes: int = 0
    window: Window | None = None

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)

    def holds_at(self, moment: datetime, zone: ZoneInfo) -> bool:
        return self.window is None or self.window.holds_at(moment.astimezone(zone))


@dataclass(frozen=True)
class Terms:
    """One version: what sessions pay that begin in [valid_from, valid_until). `min_price` and `max_price` bound a
    session's total without VAT."""

    number: int
    valid_from: str
    currency: str
    rates: tuple[Rate, ...] = ()
    valid_until: str | None = None
    min_price: Decimal | None = None
    max_price: Decimal | None = None

    def rate_at(self, component: Component, moment: datetime, zone: ZoneInfo) -> Rate | None:
        """The first of the component's rates that is in force on the clock of `zone`."""
        return next((r for r in self.rates if r.component is component and r.holds_at(moment, zone)), None)


@dataclass(frozen=True)
class Scope:
    """For whom and where: every member that is set has to fit. It stays what it is for all of a tariff's versions."""

    token_key: str | None = None
    group_id: str | None = None
    station_key: str | None = None
    site_id: str | None = None

    def fits(self, other: "Scope") -> bool:
        """Whether a session of `other`, its token, group, station and site, pays by this."""
        return all(mine in (None, its) for mine, its in zip(self.members(), other.members(), strict=True))

    def members(self) -> tuple[str | None, ...]:
        """The most specific first."""
        return self.token_key, self.group_id, self.station_key, self.site_id

    @property
    def specificity(self) -> tuple[bool, ...]:
        return tuple(member is not None for member in self.members())


@dataclass(frozen=True)
class Tariff:
    """`version` counts its changes; `terms` are all that ever were in force or will be, by their numbers."""

    id: str
    name: str
    created_at: str
    scope: Scope = Scope()
    terms: tuple[Terms, ...] = ()
    version: int = 0

    def terms_at(self, moment: str) -> Terms | None:
        """The newest of the terms that have begun, where they have not ended. Times as clock.to_text writes them."""
        begun = [terms for terms in self.terms if terms.valid_from <= moment]
        newest = max(begun, key=lambda terms: (terms.valid_from, terms.number), default=None)
        over = newest is not None and newest.valid_until is not None and newest.valid_until <= moment
        return None if over else newest


@dataclass(frozen=True)
class Agreed:
    """What a session pays by: a tariff, and its terms of when the session began."""

    tariff: Tariff
    terms: Terms


def agreed(tariffs: Iterable[Tariff], session: Scope, started_at: str) -> Agreed | None:
    """The most specific tariff of those that fit and are in force; of equals the one whose terms are the newest."""
    fitting = [
        Agreed(tariff, terms)
        for tariff in tariffs
        if tariff.scope.fits(session) and (terms := tariff.terms_at(started_at))
    ]
    return max(fitting, key=lambda a: (a.tariff.scope.specificity, a.terms.valid_from, a.tariff.id), default=None)


def scope_key(scope: Scope) -> str:
    """What tariffs are looked up by: the most specific member of the scope."""
    names = ("token", "group", "station", "site")
    return next((f"{name}:{member}" for name, member in zip(names, scope.members(), strict=True) if member), "all")


def scope_keys(session: Scope) -> list[str]:
    """Where the tariffs of a session may be found."""
    alone = (Scope(**{name: member}) for name, member in session.__dict__.items() if member is not None)
    return [*map(scope_key, alone), scope_key(Scope())]
