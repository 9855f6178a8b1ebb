"""What the building will draw over the hours to come, and what of its solar power is left over. Pure, and simple on
purpose: what was measured now fades, within hours, into a posted forecast or the same time of day before."""

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from csms.domain import loads, steps
from csms.domain.loads import KnownLoad, Reading
from csms.domain.sites import Site
from csms.domain.steps import Steps

STALE = timedelta(minutes=15)
"""A reading this old says nothing of now any more."""
SOLAR_HOLDS = timedelta(minutes=15)
"""So long measured solar power may count for a limit: a cloud comes within minutes, a plan before that."""
_FADES = timedelta(hours=1)
_SAME_TIME = timedelta(minutes=10)
_FORECAST_HOLDS = timedelta(hours=2)
_WORST_STEP_A = 5.0


def limit_less_load(site: Site, limit: Steps, known: KnownLoad, marks: Sequence[datetime]) -> Steps:
    """The site's limit from now, the first of `marks`, less what the building draws at each of them; never below 0."""
    return less(limit, marks, load_at(site, known, marks[0], marks))


def less(limit: Steps, marks: Sequence[datetime], levels: Sequence[float]) -> Steps:
    """The limit less what is drawn from each of the `marks`, the first of which is its beginning; never below 0."""
    if not any(levels):
        return limit
    load = steps.from_samples(marks, levels)
    times = sorted({step.start for step in (*limit, *load)})
    left = zip(steps.sample(limit, times), steps.sample(load, times), strict=True)
    return steps.from_samples(times, (max(0.0, limit_a - load_a) for limit_a, load_a in left))


def load_at(site: Site, known: KnownLoad, now: datetime, times: Sequence[datetime]) -> list[float]:
    """What the building is counted with at each of `times`, from now on, in A per phase, in whole amperes up."""
    newest = _fresh(known, now)
    if newest is None:
        return [fallback_a(site, known)] * len(times)
    levels = _fading(known, newest, now, times, lambda one: one.load_a)
    solar_w = newest.solar_w if site.solar_raises_limit else 0.0
    return [
        loads.counted_a(load_a, solar_w if moment - now < SOLAR_HOLDS else 0.0)
        for load_a, moment in zip(levels, times, strict=True)
    ]


def fallback_a(site: Site, known: KnownLoad) -> float:
    """What is counted where no meter says anything now: what the operator has said, else the worst of these days."""
    if site.assumed_load_a is not None:
        return site.assumed_load_a
    return loads.counted_a(known.worst_a or 0.0, solar_w=0.0)


def worst_a(site: Site, known: KnownLoad) -> float:
    """What a limit that must hold without any message to come has to be lowered by."""
    return max(site.assumed_load_a or 0.0, loads.in_steps_of(known.worst_a or 0.0, _WORST_STEP_A))


def is_stale(known: KnownLoad, now: datetime) -> bool:
    return _fresh(known, now) is None


def solar_left_at(known: KnownLoad, now: datetime, times: Sequence[datetime]) -> tuple[float, ...]:
    """The power in W that the site will probably produce beyond what its building draws; empty for none at all."""
    return _beyond(known, now, times, lambda one: one.solar_w - one.load_w)


def building_left_at(known: KnownLoad, now: datetime, times: Sequence[datetime]) -> tuple[float, ...]:
    """The power in W that the building will probably draw beyond what the site produces; empty for none at all."""
    return _beyond(known, now, times, lambda one: one.load_w - one.solar_w)


def _beyond(
    known: KnownLoad, now: datetime, times: Sequence[datetime], of: Callable[[Reading], float]
) -> tuple[float, ...]:
    newest = _fresh(known, now)
    if newest is None and not known.forecast:
        return ()
    start = newest or Reading(now, 0.0, 0.0)
    powers_w = tuple(max(0.0, power_w) for power_w in _fading(known, start, now, times, of))
    return powers_w if any(powers_w) else ()


def _fading(
    known: KnownLoad, newest: Reading, now: datetime, times: Sequence[datetime], of: Callable[[Reading], float]
) -> list[float]:
    """`newest` now; later what is usual, with what now differs from the usual falling off."""
    usual_now, current = _usual(known, now, of), of(newest)
    found = []
    for moment in times:
        usual = _usual(known, moment, of)
        if usual is None or usual_now is None:
            found.append(current if usual is None else max(current, usual))
        else:
            found.append(usual + (current - usual_now) * math.exp(-max(0.0, (moment - now) / _FADES)))
    return found


def _usual(known: KnownLoad, moment: datetime, of: Callable[[Reading], float]) -> float | None:
    """A posted forecast; else the higher of the same time a day and a week before; None where nothing is known."""
    index = bisect_right(known.forecast, moment, key=lambda one: one.at) - 1
    if index >= 0 and moment - known.forecast[index].at < _FORECAST_HOLDS:
        return of(known.forecast[index])
    before = (moment - timedelta(days=back) for back in (1, 7))
    return max(
        (of(one) for at in before for one in loads.between(known.measured, at - _SAME_TIME, at + _SAME_TIME)),
        default=None,
    )


def _fresh(known: KnownLoad, now: datetime) -> Reading | None:
    newest = known.newest
    return newest if newest is not None and now - newest.at < STALE else None
