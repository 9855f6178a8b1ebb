"""What electricity costs, and what drivers pay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.cdrs import Cdr
from csms.domain.price_zones import PastFetch, PriceZone
from csms.domain.prices import PriceDay, PricePoint
from csms.domain.tariffs import Tariff
from csms.domain.transactions import Transaction


class PricesUnavailableError(Exception):
    """A provider has no prices to tell, and why."""


class PriceProvider(Protocol):
    def day_ahead(self, zone: PriceZone, start: datetime, until: datetime) -> list[PricePoint]:
        """What the market tells of `zone.area` in [start, until), a delivery day, in `zone.currency`.

        Raises PricesUnavailableError: not told yet, no answer, an answer that is none."""


class PriceZones(Protocol):
    def get(self, zone: str) -> PriceZone | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[PriceZone]: ...
    def save(self, zone: PriceZone) -> None: ...
    def note_fetch(self, zone: str, at: str, error: str | None) -> None:
        """What became of an attempt; nothing where the zone is gone."""

    def note_past_fetch(self, zone: str, fetch: PastFetch, before: str | None) -> bool:
        """False where the zone is gone, or the day to be fetched is not `before` (None: whatever it is)."""

    def remove(self, zone: str) -> None: ...


class Prices(Protocol):
    def between(self, zone: str, start: datetime, until: datetime) -> tuple[PricePoint, ...]:
        """The prices in [start, until) in the order of time, cut to it; where there is none, a gap."""

    def days(self, zone: str, days: Iterable[date]) -> list[PriceDay]:
        """Each of `days`, an empty one where nothing is stored."""

    def remove(self, zone: str) -> None:
        """All of them: a request for 25 days."""

    def save(self, days: Sequence[PriceDay], new_zone: PriceZone | None) -> None:
        """All or nothing, with the zone where it is new; at most 99 days.

        Raises ConcurrentChangeError where a day or the zone has changed since it was read."""


class Tariffs(Protocol):
    def get(self, tariff_id: str) -> Tariff | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[Tariff]: ...
    def of_scopes(self, keys: Iterable[str]) -> list[Tariff]:
        """Those found by the keys that `tariffs.scope_keys` makes of a session."""

    def save(self, tariff: Tariff) -> None:
        """Raises ConcurrentChangeError unless `tariff.version` is what is stored (0: nothing)."""


@dataclass(frozen=True)
class CdrFilter:
    token_key: str | None = None
    site_id: str | None = None
    updated_from: str | None = None
    updated_to: str | None = None
    station_key: str | None = None
    group_key: str | None = None


class Cdrs(Protocol):
    def get(self, cdr_id: str) -> Cdr | None: ...
    def page(self, wanted: CdrFilter, limit: int, cursor: str | None) -> Page[Cdr]:
        """By the first that is wanted of token, station, group and site; the others are not looked at."""

    def prepared_add(self, record: Cdr, session: Transaction) -> PreparedWrite:
        """There is nothing that changes a record: its transaction fails where one of this id exists."""
