"""What a site's ended sessions teach about one that runs: when its car will leave and what it wants by then.

A guess is a weighted quantile of past visits: the token's own count in full, the site's others as a few, and where
nothing is known some of the world's. A visit counts the more, the nearer its start lies in time of day and in kind of
day, and the younger it is.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from zoneinfo import ZoneInfo

from csms.domain.goals import Goal, GoalSource

# (dwell in hours, energy in Wh) of charging away from home, before anything is known; together as one visit.
_WORLD = ((1.0, 4_000.0), (3.0, 8_000.0), (6.0, 12_000.0), (9.0, 18_000.0), (14.0, 30_000.0), (30.0, 45_000.0))
_WORLD_WEIGHT, _SITE_WEIGHT, _DOUBT = 1.0, 2.0, 3.0
_HOURS_NEAR, _HALF_LIFE_DAYS = 2.0, 60.0
_SAME_KIND, _OTHER_KIND, _ANY_HOUR = 0.8, 0.3, 0.1
_EARLY, _PLENTY = 0.35, 0.65
"""A car is expected rather early and hungry: too little by then is worse than done too soon."""
_OVERDUE = timedelta(hours=1)
_OVERDUE_WH = 3_000.0
_LEAST_WEIGHT = 0.02
_STEP_S, _STEP_WH = 900, 500.0
_RECENT = 5


@dataclass(frozen=True)
class Visit:
    """An ended session; `started_at` is on the site's clock. On how many phases its car charged and what its battery
    holds are None where its meter did not tell."""

    token_key: str | None
    started_at: datetime
    dwell_s: int
    energy_wh: float
    phases: int | None = None
    battery_wh: float | None = None


@dataclass(frozen=True)
class Habits:
    """Ended sessions of a site, in the order of their starts."""

    visits: tuple[Visit, ...] = ()

    def phases(self, token_key: str | None) -> int | None:
        """On how many phases the token's last car charged of which that is known."""
        known = [visit.phases for visit in self._of(token_key) if visit.phases]
        return known[-1] if known else None

    def battery_wh(self, token_key: str | None) -> float | None:
        """The capacity of the token's car: the median of its last five sessions that show it."""
        known = [visit.battery_wh for visit in self._of(token_key) if visit.battery_wh]
        return median_low(known[-_RECENT:]) if known else None

    def _of(self, token_key: str | None) -> Iterator[Visit]:
        return (visit for visit in self.visits if token_key is not None and visit.token_key == token_key)


@dataclass(frozen=True)
class Stay:
    """A session that runs: since when, and what it has been given."""

    started_at: datetime
    delivered_wh: float = 0.0
    token_key: str | None = None


def guess(habits: Habits, stay: Stay, now: datetime, zone: ZoneInfo) -> Goal:
    """When the car will leave and what it wants, given that it is still there; `confidence` grows with the number of
    like visits and falls with their spread.

    One that has stayed, or taken, longer than any visit is expected to go on for a little.
    """
    weighed = list(_weighed(habits, stay, zone))
    elapsed_h = max(0.0, (now - stay.started_at) / timedelta(hours=1))
    dwells = [(dwell_h, weight) for dwell_h, _, weight in weighed if dwell_h > elapsed_h]
    energies = [(energy_wh, weight) for _, energy_wh, weight in weighed if energy_wh > stay.delivered_wh]
    departure, wanted_wh, spread_h = now + _OVERDUE, stay.delivered_wh + _OVERDUE_WH, _OVERDUE / timedelta(hours=1)
    if _weight(dwells) > _LEAST_WEIGHT:
        departure = stay.started_at + timedelta(hours=_quantile(dwells, _EARLY))
        spread_h = _quantile(dwells, 0.75) - _quantile(dwells, 0.25)
    if _weight(energies) > _LEAST_WEIGHT:
        wanted_wh = _quantile(energies, _PLENTY)
    evidence = sum(weight for *_, weight in weighed) - _WORLD_WEIGHT
    return Goal(
        GoalSource.LEARNED,
        energy_wh=math.ceil(wanted_wh / _STEP_WH) * _STEP_WH,
        departure=max(_on_the_quarter(departure), now + timedelta(seconds=_STEP_S)),
        battery_wh=habits.battery_wh(stay.token_key),
        confidence=round(max(evidence, 0.0) / (max(evidence, 0.0) + _DOUBT) / (1 + spread_h / 4), 2),
    )


def _weighed(habits: Habits, stay: Stay, zone: ZoneInfo) -> Iterator[tuple[float, float, float]]:
    """(dwell in hours, energy in Wh, weight) of every visit and of the world's."""
    here = stay.started_at.astimezone(zone)
    weights = [_likeness(visit.started_at, here) for visit in habits.visits]
    own = [stay.token_key is not None and visit.token_key == stay.token_key for visit in habits.visits]
    others = sum(weight for weight, mine in zip(weights, own, strict=True) if not mine)
    scale = min(1.0, _SITE_WEIGHT / others) if others else 0.0
    for visit, weight, mine in zip(habits.visits, weights, own, strict=True):
        yield visit.dwell_s / 3600, visit.energy_wh, weight if mine else weight * scale
    for dwell_h, energy_wh in _WORLD:
        yield dwell_h, energy_wh, _WORLD_WEIGHT / len(_WORLD)


def _likeness(past: datetime, here: datetime) -> float:
    """0 to 1: near in time of day, of the same weekday or at least kind of day, and not long ago; local times."""
    apart_h = abs((past.hour + past.minute / 60) - (here.hour + here.minute / 60))
    near = math.exp(-0.5 * (min(apart_h, 24 - apart_h) / _HOURS_NEAR) ** 2)
    kinds = (past.weekday() >= 5, here.weekday() >= 5)
    day = 1.0 if past.weekday() == here.weekday() else _SAME_KIND if kinds[0] == kinds[1] else _OTHER_KIND
    age_days = max(0.0, (here - past) / timedelta(days=1))
    return float(max(near, _ANY_HOUR) * day * 0.5 ** (age_days / _HALF_LIFE_DAYS))


def _weight(values: Iterable[tuple[float, float]]) -> float:
    return sum(weight for _, weight in values)


def _quantile(values: Iterable[tuple[float, float]], share: float) -> float:
    """The least value up to which `share` of the weight lies."""
    ordered = sorted(values)
    left = share * _weight(ordered)
    for value, weight in ordered:
        left -= weight
        if left <= 0:
            return value
    return ordered[-1][0]


def _on_the_quarter(moment: datetime) -> datetime:
    return moment - timedelta(seconds=moment.timestamp() % _STEP_S)
