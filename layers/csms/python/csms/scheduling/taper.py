"""What cars take at most near full, learned from what they draw: the current of a battery tapers off.

At constant voltage a battery's current falls in a straight line with the energy it has taken. Two measured
currents below the set point give the line; before that one, or the habit of the site's other cars, gives a guess.
"""

from dataclasses import dataclass, replace

_BELOW_A = 0.3
"""A car that draws less than its set point by this much has come to its own limit."""
_FALL_PER_KWH = (1.0, 25.0)
_SHARE = (0.05, 1.5)
_PROBE = 1.1
_MARGIN_WH = 100.0


@dataclass(frozen=True)
class Taper:
    """One car's line: `limit_a` (A per phase) when it had taken `at_wh`, falling by `fall_a_per_kwh`.

    `proven_a` is the highest set point that it was seen to draw in full. `sure`: the line went through two points.
    """

    limit_a: float | None = None
    at_wh: float = 0.0
    fall_a_per_kwh: float = 0.0
    proven_a: float = 0.0
    sure: bool = False


@dataclass(frozen=True)
class Habit:
    """Of the site's cars: over which share of the energy wanted the current falls from its maximum to nothing.

    Begins as if five cars had shown a share of 0.3.
    """

    cars: float = 5.0
    sum_of_shares: float = 1.5

    @property
    def share(self) -> float:
        return self.sum_of_shares / self.cars


@dataclass(frozen=True)
class Observation:
    """A step that has just ended: `set_point_a` offered, `measured_a` drawn on average, `delivered_wh` after it."""

    set_point_a: float
    measured_a: float
    delivered_wh: float
    drawn_wh: float


def observe(taper: Taper, seen: Observation) -> Taper:
    """The line after one more step."""
    middle_wh = seen.delivered_wh - seen.drawn_wh / 2
    if seen.measured_a >= seen.set_point_a - _BELOW_A:
        outgrown = taper.limit_a is not None and seen.set_point_a > _current_at(taper, middle_wh) + 0.5
        taper = replace(taper, limit_a=None, sure=False) if outgrown else taper
        return replace(taper, proven_a=seen.set_point_a)
    fall, sure = taper.fall_a_per_kwh, taper.sure
    if taper.limit_a is not None and middle_wh > taper.at_wh + 1 and seen.measured_a < taper.limit_a:
        fall, sure = (taper.limit_a - seen.measured_a) / (middle_wh - taper.at_wh) * 1000, True
    return Taper(seen.measured_a, middle_wh, min(max(fall, _FALL_PER_KWH[0]), _FALL_PER_KWH[1]), taper.proven_a, sure)


def guess_fall(taper: Taper, wanted_wh: float) -> Taper:
    """A line of one point, through the energy wanted: most cars are full when they have it."""
    if taper.limit_a is None or taper.sure:
        return taper
    fall = taper.limit_a / max(wanted_wh - taper.at_wh, 100.0) * 1000
    return replace(taper, fall_a_per_kwh=min(max(fall, _FALL_PER_KWH[0]), _FALL_PER_KWH[1]))


def learn(habit: Habit, before: Taper, after: Taper, max_a: float, wanted_wh: float) -> Habit:
    """The habit, with one more car where its line has just become sure."""
    if before.sure or not after.sure:
        return habit
    share = max_a / after.fall_a_per_kwh * 1000 / max(wanted_wh, 1.0)
    return Habit(habit.cars + 1, habit.sum_of_shares + min(max(share, _SHARE[0]), _SHARE[1]))


def line(taper: Taper, habit: Habit, max_a: float, delivered_wh: float, wanted_wh: float) -> tuple[float, float]:
    """(the most it takes now, in A; how fast that falls, in A per kWh); the first may be beyond `max_a` or below 0."""
    if taper.limit_a is not None:
        return _current_at(taper, delivered_wh), taper.fall_a_per_kwh
    fall = max_a / (habit.share * max(wanted_wh, 500.0)) * 1000
    guess = fall * (wanted_wh - delivered_wh + _MARGIN_WH) / 1000
    return max(guess, taper.proven_a * _PROBE), fall


def _current_at(taper: Taper, delivered_wh: float) -> float:
    assert taper.limit_a is not None
    return taper.limit_a - taper.fall_a_per_kwh * (delivered_wh - taper.at_wh) / 1000
