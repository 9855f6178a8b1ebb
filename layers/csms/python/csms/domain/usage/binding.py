"""How often the limit that was in force held cars back, what held them, and what another connection would have done."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from csms.domain.site_limits import LimitParts
from csms.domain.usage.amounts import QUARTER_S
from csms.domain.usage.history import History
from csms.domain.usage.limits import LimitHistory
from csms.domain.usage.load import power_of_w

_Levels = tuple[float, float, float]


class Holder(StrEnum):
    """The first of these that was too little: the connection alone, what was booked, what the building left."""

    CONNECTION = "connection"
    BOOKED = "booked"
    BUILDING = "building"


@dataclass(frozen=True)
class Binding:
    """How many times the cars that were there began to want more than was left for them, for how long, by how much
    energy, and for how many seconds each holder was the cause."""

    times: int
    limited_s: int
    held_back_wh: float
    held_by_s: Mapping[Holder, int]


def binding(found: History, limits: LimitHistory, connection_a: float | None = None) -> Binding:
    """By the demand as it would have been without any limit: each car at the most power that it showed, from its
    arrival on. With `connection_a` as if the site's own limit had been that, and all else as it was.

    What is held back is charged later, which may push other cars: so it is the least that it does.
    """
    wanted_w = found.power_w("w")
    levels_w = _levels_w(limits, wanted_w, connection_a)
    over = {slot: power_w - levels_w[slot][-1] for slot, power_w in wanted_w.items() if power_w > levels_w[slot][-1]}
    held_by = Counter(_holder(levels_w[slot], wanted_w[slot]) for slot in over)
    return Binding(
        times=sum(slot - 1 not in over for slot in over),
        limited_s=len(over) * QUARTER_S,
        held_back_wh=sum(over.values()) * QUARTER_S / 3600,
        held_by_s={holder: held_by[holder] * QUARTER_S for holder in Holder},
    )


def above_s(found: History, limits: LimitHistory, share: float = 1.0) -> int:
    """For how long the load was above `share` of what was left for charging."""
    powers = found.power_w()
    levels_w = _levels_w(limits, powers)
    return sum(power_w > share * levels_w[slot][-1] for slot, power_w in powers.items()) * QUARTER_S


def left_w(limits: LimitHistory, start_s: int) -> float | None:
    """What was left for charging in the quarter of an hour from `start_s`, on average; None without a limit."""
    slot = start_s // QUARTER_S
    power_w = _levels_w(limits, (slot,))[slot][-1]
    return power_w if math.isfinite(power_w) else None


def _levels_w(limits: LimitHistory, slots: Iterable[int], connection_a: float | None = None) -> dict[int, _Levels]:
    """`LimitParts.levels_a` as power, on average over each quarter of an hour."""

    @cache
    def whole_w(parts: LimitParts) -> _Levels:
        looked_at = parts if connection_a is None else replace(parts, connection_a=connection_a)
        first, second, third = (power_of_w(level_a) for level_a in looked_at.levels_a)
        return first, second, third

    def mean_w(slot: int) -> _Levels:
        pieces = [(s, whole_w(parts)) for s, parts in limits.during(slot * QUARTER_S, (slot + 1) * QUARTER_S)]
        if len(pieces) == 1:
            return pieces[0][1]
        first, second, third = (sum(s * levels[index] for s, levels in pieces) / QUARTER_S for index in range(3))
        return first, second, third

    return {slot: mean_w(slot) for slot in slots}


def _holder(levels_w: _Levels, wanted_w: float) -> Holder:
    return next(holder for holder, level_w in zip(Holder, levels_w, strict=True) if wanted_w > level_w)
