"""Sharing one instant's current: everybody's level rises like water until a limit of the tree is full."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from csms.domain.currents import STEP_A, round_down
from csms.scheduling.problem import EvseId

_EPSILON = 1e-6


@dataclass(frozen=True)
class Want:
    """A share from `min_a` to `max_a` in multiples of `step_a`, or 0 where there is no room for `min_a`, unless that is
    `held` already."""

    evse: EvseId
    min_a: float
    max_a: float
    held: bool = False
    step_a: float = STEP_A


@dataclass(frozen=True)
class Room:
    """What is left of one limit, in A per phase, for the wants of `evses`."""

    evses: frozenset[EvseId]
    left_a: float


def share(wants: Sequence[Want], rooms: Sequence[Room]) -> dict[EvseId, float]:
    """The largest equal share for everybody within every limit, rounded down; `wants` are admitted in their order."""
    admitted = _admit(wants, rooms)
    levels = {want.evse: 0.0 for want in wants} | {want.evse: want.min_a for want in admitted}
    rising = list(admitted)
    while rising:
        heights = [_height(rising, room, levels) for room in rooms]
        height = min(heights, default=math.inf)
        full = frozenset[EvseId]().union(*(room.evses for room, h in zip(rooms, heights, strict=True) if h <= height))
        stopped = [want for want in rising if math.isinf(height) or want.evse in full]
        levels |= {want.evse: _clamp(height, want) for want in stopped}
        rising = [want for want in rising if want not in stopped]
    return {want.evse: round_down(levels[want.evse], want.step_a) for want in wants}


def _admit(wants: Sequence[Want], rooms: Sequence[Room]) -> list[Want]:
    left = [room.left_a for room in rooms]
    admitted = []
    for want in sorted(wants, key=lambda want: not want.held):
        indexes = [index for index, room in enumerate(rooms) if want.evse in room.evses]
        fits = want.min_a <= want.max_a and all(left[index] >= want.min_a - _EPSILON for index in indexes)
        if want.held or fits:
            admitted.append(want)
            for index in indexes:
                left[index] -= want.min_a
    return admitted


def _height(rising: list[Want], room: Room, levels: dict[EvseId, float]) -> float:
    """The common level at which `room` is full; infinity where nobody in it rises or all reach their maximum."""
    inside = [want for want in rising if want.evse in room.evses]
    fixed = room.evses - {want.evse for want in inside}
    left = room.left_a - sum(levels.get(evse, 0.0) for evse in fixed)

    def volume(height: float) -> float:
        return sum(_clamp(height, want) for want in inside)

    if not inside or volume(math.inf) <= left:
        return math.inf
    corners = sorted({corner for want in inside for corner in (want.min_a, want.max_a)})
    below = corners[max(0, bisect_right(corners, left, key=volume) - 1)]
    width = sum(want.min_a <= below < want.max_a for want in inside)
    return below + max(0.0, left - volume(below)) / width if width else below


def _clamp(height: float, want: Want) -> float:
    return max(want.min_a, min(height, want.max_a))
