"""What the operator books for a site and a time: a limit, a price, a priority, quiet hours or a target."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from csms.domain import occurrences, sites
from csms.domain.errors import InvalidError
from csms.domain.occurrences import WEEKDAYS, Recurrence, is_over
from csms.domain.sites import Site
from csms.domain.steps import Steps, from_samples

__all__ = [
    "SCOPES", "WEEKDAYS", "Booked", "Recurrence", "Schedule", "booked_limit", "is_over", "limit_over", "lowest_limit",
    "validate",
]  # fmt: skip

HIGHEST_PRIORITY = 10.0
HIGHEST_PRICE = Decimal(1_000_000)
HIGHEST_ENERGY_WH = 1_000_000.0
SCOPES = ("station", "token", "token_group")


class Booked(StrEnum):
    """The values name the member that carries them; a target is `energy_wh` or `soc_percent`."""

    LIMIT = "limit_a"
    PRICE = "price_per_kwh"
    PRIORITY = "priority"
    QUIET = "quiet_a"
    ENERGY = "energy_wh"
    SOC = "soc_percent"


@dataclass(frozen=True)
class Schedule:
    """One of: `limit_a` for the whole site in A per phase; `price_per_kwh` in place of the price series; `priority`,
    which multiplies the worth of energy (1 is everybody's); `quiet_a`, the most that each EVSE may have in A per
    phase, 0 for none; `energy_wh` from the session's start, or `soc_percent` of a battery of `battery_wh`, wanted
    until the end of the window that the session runs in. A limit and a price hold for the site, a target for one of
    `station` (its identity), `token` and `token_group`, the others for the site or for one of these.

    The times are those of `occurrences.Timed`.
    """

    id: str
    site_id: str
    name: str
    created_at: str
    limit_a: float | None
    recurrence: Recurrence
    starts_at: str | None = None
    ends_at: str | None = None
    weekdays: tuple[str, ...] = ()
    start_time: str | None = None
    end_time: str | None = None
    price_per_kwh: Decimal | None = None
    priority: float | None = None
    quiet_a: float | None = None
    energy_wh: float | None = None
    soc_percent: float | None = None
    battery_wh: float | None = None
    station: str | None = None
    token: str | None = None
    token_group: str | None = None

    @property
    def booked(self) -> tuple[Booked, ...]:
        """One, once it is validated."""
        return tuple(kind for kind in Booked if getattr(self, kind.value) is not None)

    @property
    def scope(self) -> str | None:
        """Which of `SCOPES` it is for; None for the whole site."""
        return next((name for name in SCOPES if getattr(self, name) is not None), None)


def validate(schedule: Schedule) -> None:
    """Raises InvalidError naming the member that is missing, wrong or contradicts another."""
    kind = _only_kind(schedule)
    _check_value(schedule, kind)
    _check_scope(schedule, kind)
    occurrences.validate(schedule)


def limit_over(site: Site, schedules: Iterable[Schedule], start: datetime, until: datetime) -> Steps:
    """The site's limit over [start, until): the lowest of its own and all booked ones, infinity for none."""
    zone = sites.zone(site)
    windows = [
        (begins, ends, limit_a)
        for schedule in schedules
        if (limit_a := schedule.limit_a) is not None
        for begins, ends in occurrences.between(schedule, zone, start, until)
    ]
    times = sorted({start, *(edge for *edges, _ in windows for edge in edges if start < edge < until)})
    own = math.inf if site.limit_a is None else site.limit_a
    lowest = (min([own, *(limit_a for begins, ends, limit_a in windows if begins <= t < ends)]) for t in times)
    return from_samples(times, lowest)


def booked_limit(site: Site, schedules: Iterable[Schedule], now: datetime) -> float | None:
    """The lowest that is booked for now, in A per phase."""
    limits = limit_over(replace(site, limit_a=None), schedules, now, now + timedelta(seconds=1))
    return limits[0].limit_a if math.isfinite(limits[0].limit_a) else None


def lowest_limit(site: Site, schedules: Iterable[Schedule], now: datetime) -> float:
    """The lowest limit in A that can be in force now or ever after; infinity for none."""
    own = math.inf if site.limit_a is None else site.limit_a
    booked = (s.limit_a for s in schedules if s.limit_a is not None and not is_over(s, now))
    return min([own, *booked])


def _only_kind(schedule: Schedule) -> Booked:
    kinds = schedule.booked
    if len(kinds) != 1:
        words = "a schedule books one of limit_a, price_per_kwh, priority, quiet_a, energy_wh and soc_percent"
        raise InvalidError(words, kinds[1].value if kinds else "limit_a")
    if schedule.battery_wh is not None and kinds != (Booked.SOC,):
        raise InvalidError("battery_wh goes with soc_percent", "battery_wh")
    return kinds[0]


def _check_value(schedule: Schedule, kind: Booked) -> None:
    value = float(getattr(schedule, kind.value))
    if kind in (Booked.LIMIT, Booked.QUIET):
        sites.check_limit(value, kind.value)
    lowest, highest = {
        Booked.PRICE: (-float(HIGHEST_PRICE), float(HIGHEST_PRICE)),
        Booked.PRIORITY: (0.01, HIGHEST_PRIORITY),
        Booked.ENERGY: (1.0, HIGHEST_ENERGY_WH),
        Booked.SOC: (1.0, 100.0),
    }.get(kind, (0.0, math.inf))
    if not lowest <= value <= highest:
        raise InvalidError(f"{kind.value} must be from {lowest:g} to {highest:g}", kind.value)
    if schedule.battery_wh is not None and not 1 <= schedule.battery_wh <= HIGHEST_ENERGY_WH:
        raise InvalidError(f"battery_wh must be from 1 to {HIGHEST_ENERGY_WH:g}", "battery_wh")


def _check_scope(schedule: Schedule, kind: Booked) -> None:
    named = [name for name in SCOPES if getattr(schedule, name) is not None]
    if len(named) > 1:
        raise InvalidError("a schedule is for one of station, token and token_group", named[1])
    if named and kind in (Booked.LIMIT, Booked.PRICE):
        raise InvalidError(f"{kind.value} is booked for the whole site", named[0])
    if not named and kind in (Booked.ENERGY, Booked.SOC):
        raise InvalidError("a target is for a station, a token or a token_group", "station")
