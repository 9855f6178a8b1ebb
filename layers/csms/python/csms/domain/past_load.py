"""What a site's building drew and its panels produced, step by step of a time that is past: measured, else as usual."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from statistics import fmean
from typing import Any, Self

from csms.domain import loads
from csms.domain.loads import Reading, Readings

_SLOT = timedelta(minutes=15)


@dataclass(frozen=True)
class PastLoad:
    """Of each step: the current of the building's most loaded phase in A, its power and the solar power in W.

    In `unmeasured` steps nothing was measured: they are as usual at that time of the week, else of the day, else as
    the operator has said.
    """

    load_a: tuple[float, ...] = ()
    load_w: tuple[float, ...] = ()
    solar_w: tuple[float, ...] = ()
    unmeasured: frozenset[int] = frozenset()

    @property
    def net_w(self) -> tuple[float, ...]:
        """What the building draws beyond its solar power; below 0, what of that is left over."""
        return tuple(load - solar for load, solar in zip(self.load_w, self.solar_w, strict=True))

    def counted_a(self, solar_raises_limit: bool) -> tuple[float, ...]:
        """What a limit is lowered by, in A per phase, in whole amperes up."""
        solar_w = self.solar_w if solar_raises_limit else (0.0,) * len(self.solar_w)
        return tuple(map(loads.counted_a, self.load_a, solar_w))

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "unmeasured": sorted(self.unmeasured)}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        load_a, load_w, solar_w = (tuple(members[name]) for name in ("load_a", "load_w", "solar_w"))
        return cls(load_a, load_w, solar_w, frozenset(members["unmeasured"]))


def past_load(measured: Readings, starts: Sequence[datetime], zone: tzinfo, assumed_a: float | None) -> PastLoad:
    """`starts` are those of steps of one length, in their order; empty where nothing at all is known.

    `assumed_a` is the current that the operator has said. It stands for no power: it is the most that is feared, not
    what is drawn.
    """
    if not measured and not assumed_a:
        return PastLoad()
    step = starts[1] - starts[0] if len(starts) > 1 else _SLOT
    known = _by(lambda one: (one.at - starts[0]) // step, measured, max)
    weekly = _by(lambda one: _of_week(one.at, zone), measured, fmean)
    daily = _by(lambda one: _of_day(one.at, zone), measured, fmean)
    fallback = Reading(starts[0], assumed_a or 0.0, 0.0)
    # A reading holds until the next: a meter that is some seconds late leaves no step without one.
    last = [known.get(index) or known.get(index - 1) for index in range(len(starts))]
    usual = (weekly.get(_of_week(start, zone)) or daily.get(_of_day(start, zone)) or fallback for start in starts)
    found = [one or other for one, other in zip(last, usual, strict=True)]
    return PastLoad(
        tuple(one.load_a for one in found),
        tuple(one.load_w for one in found),
        tuple(one.solar_w for one in found),
        frozenset(index for index, one in enumerate(last) if one is None),
    )


def _by(
    key: Callable[[Reading], Hashable], readings: Readings, current: Callable[[Iterable[float]], float]
) -> dict[Hashable, Reading]:
    """Of all that have the same key, the mean powers and what `current` makes of the currents."""
    grouped: dict[Hashable, list[Reading]] = {}
    for one in readings:
        grouped.setdefault(key(one), []).append(one)
    return {
        at: Reading(
            group[0].at,
            round(current(one.load_a for one in group), 1),
            round(fmean(one.load_w for one in group)),
            round(fmean(one.solar_w for one in group)),
        )
        for at, group in grouped.items()
    }


def _of_day(at: datetime, zone: tzinfo) -> tuple[int, ...]:
    local = at.astimezone(zone)
    return local.hour, local.minute // 15


def _of_week(at: datetime, zone: tzinfo) -> tuple[int, ...]:
    return at.astimezone(zone).weekday(), *_of_day(at, zone)
