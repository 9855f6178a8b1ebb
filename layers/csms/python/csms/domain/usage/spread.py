"""How energy and time fall into the slots of a grid: whole numbers, whose sum is the whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from csms.domain.usage.sessions import Point

# Below this a car that is plugged in only keeps itself awake; no AC car charges with less than some 1.4 kW.
CHARGING_MIN_W = 100
# A power over a shorter time says more about the clocks than about the car.
_SHORTEST_S = 60


def energy_by_slot(points: Sequence[Point], slot_s: int) -> Counter[int]:
    """mWh by slot, counted from 1970: evenly between two points, at once where they are of the same second."""
    slots: Counter[int] = Counter()
    for one, other in pairwise(points):
        lasts_s, energy_mwh = other.at_s - one.at_s, other.energy_mwh - one.energy_mwh
        if not energy_mwh:
            continue
        before = 0
        for slot, until_s in _slots(one.at_s, other.at_s, slot_s):
            # Rounded so far, not slot by slot: nothing is lost between them.
            so_far = energy_mwh * (until_s - one.at_s) // lasts_s
            slots[slot] += so_far - before
            before = so_far
        if not lasts_s:
            slots[one.at_s // slot_s] += energy_mwh
    return slots


def seconds_by_slot(start_s: int, until_s: int, slot_s: int) -> Counter[int]:
    slots: Counter[int] = Counter()
    at_s = start_s
    for slot, next_s in _slots(start_s, until_s, slot_s):
        slots[slot] += next_s - at_s
        at_s = next_s
    return slots


def charging_spans(points: Sequence[Point], start_s: int, until_s: int) -> Iterator[tuple[int, int]]:
    """(start, until) of the stretches within the session in which energy flowed, in epoch seconds."""
    for one, other in pairwise(points):
        since_s, to_s = max(one.at_s, start_s), min(other.at_s, until_s)
        if since_s < to_s and _power_w(one, other) >= CHARGING_MIN_W:
            yield since_s, to_s


def unhindered(points: Sequence[Point], start_s: int, need_mwh: int) -> tuple[Point, ...]:
    """The session as if nothing had held it back: at the most power that it ever showed, from its start until
    `need_mwh` are delivered. A car that was held back all the time shows less than it could take."""
    most_w = max((_power_w(*pair) for pair in pairwise(points) if _lasts(pair) >= _SHORTEST_S), default=0.0)
    if most_w < CHARGING_MIN_W:
        return tuple(points)
    until_s = start_s + max(round(need_mwh * 3.6 / most_w), 1)
    return Point(start_s, 0), Point(until_s, need_mwh)


def total(slots: Iterable[Counter[int]]) -> Counter[int]:
    """`sum` would drop what is below zero."""
    result: Counter[int] = Counter()
    for part in slots:
        result.update(part)
    return result


def _slots(start_s: int, until_s: int, slot_s: int) -> Iterator[tuple[int, int]]:
    """Each slot that the span touches, and where the span leaves it."""
    while start_s < until_s:
        slot = start_s // slot_s
        start_s = min((slot + 1) * slot_s, until_s)
        yield slot, start_s


def _lasts(pair: tuple[Point, Point]) -> int:
    return pair[1].at_s - pair[0].at_s


def _power_w(one: Point, other: Point) -> float:
    lasts_s = other.at_s - one.at_s
    return (other.energy_mwh - one.energy_mwh) * 3.6 / lasts_s if lasts_s else 0.0
