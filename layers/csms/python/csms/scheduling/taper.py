"""What cars take at most, learned from what they draw: their own charger's current, and the taper near full.

At constant voltage a battery's current falls in a straight line with the energy it has taken. Two measured
currents below the set point give the line; before that one, or the habit of the site's other cars, gives a guess.
A car whose current is below its set point long before it could be full is held by its own charger instead.
Whatever was learned is put to the test by offering a little more to a car that took all it was offered: a set point
that follows a guess would otherwise prove it.
"""

from dataclasses import dataclass, replace

_BELOW_A = 0.3
"""A car that draws less than its set point by this much has come to its own limit."""
_SAME_A = 0.2
_FALL_PER_KWH = (1.0, 25.0)
_SHARE = (0.05, 1.5)
_PROBE = 1.1
_PROBE_A = 1.0
_MARGIN_WH = 100.0
_NEARLY_FULL = 0.1
"""The share of the energy wanted that is left when a car without a taper shows that it has none."""


@dataclass(frozen=True)
class Taper:
    """`limit_a` (A per phase) is what a car drew, less than its set point, when it had taken `at_wh`.

    From there it falls by `fall_a_per_kwh`; 0 is its charger's own limit, and the taper is still to come. `sure`: the
    line went through two points. `proven_a` is its last set point where it was drawn in full, else 0.
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


@dataclass(frozen=True)
class Line:
    """A car takes at most `most_a`, and now `now_a`, which falls by `fall_a_per_kwh`; it may be above or below 0."""

    most_a: float
    now_a: float
    fall_a_per_kwh: float


def observe(taper: Taper, seen: Observation) -> Taper:
    """The taper after one more step."""
    middle_wh = seen.delivered_wh - seen.drawn_wh / 2
    if seen.measured_a >= seen.set_point_a - _BELOW_A:
        outgrown = taper.limit_a is not None and seen.set_point_a > _current_at(taper, middle_wh) + 0.5
        return Taper(proven_a=seen.set_point_a) if outgrown else replace(taper, proven_a=seen.set_point_a)
    if taper.limit_a is None:
        return Taper(seen.measured_a, middle_wh)
    if seen.measured_a < taper.limit_a - _SAME_A and middle_wh > taper.at_wh + 1:
        fall = (taper.limit_a - seen.measured_a) / (middle_wh - taper.at_wh) * 1000
        return Taper(seen.measured_a, middle_wh, _within(fall, _FALL_PER_KWH), sure=True)
    return replace(taper, limit_a=max(taper.limit_a, seen.measured_a), proven_a=0.0)


def guess_fall(taper: Taper, habit: Habit, wanted_wh: float) -> Taper:
    """Through one point: towards the energy wanted, where such cars are in their taper by then, else level."""
    if taper.limit_a is None or taper.sure:
        return taper
    left_wh = wanted_wh - taper.at_wh
    if left_wh > habit.share * wanted_wh:
        return replace(taper, fall_a_per_kwh=0.0)
    return replace(taper, fall_a_per_kwh=_within(taper.limit_a / max(left_wh, 100.0) * 1000, _FALL_PER_KWH))


def learn(habit: Habit, before: Taper, after: Taper, max_a: float, wanted_wh: float) -> Habit:
    """The habit, with one more car where its line has just become sure."""
    if before.sure or not after.sure:
        return habit
    share = max_a / after.fall_a_per_kwh * 1000 / max(wanted_wh, 1.0)
    return Habit(habit.cars + 1, habit.sum_of_shares + _within(share, _SHARE))


def learn_from_full(habit: Habit, seen: Observation, max_a: float, wanted_wh: float) -> Habit:
    """The habit, with one more car where it took all that it was offered so near to full that its share is less.

    Told once in a car's life, as it passes the mark: without this a site whose cars have no taper never learns it.
    """
    mark_wh = (1 - _NEARLY_FULL) * wanted_wh
    if not seen.delivered_wh - seen.drawn_wh < mark_wh <= seen.delivered_wh < wanted_wh:
        return habit
    share = (wanted_wh - seen.delivered_wh) / wanted_wh * max_a / max(seen.measured_a, _BELOW_A)
    if seen.measured_a < seen.set_point_a - _BELOW_A or share >= habit.share:
        return habit
    return Habit(habit.cars + 1, habit.sum_of_shares + _within(share, _SHARE))


def line(taper: Taper, habit: Habit, max_a: float, delivered_wh: float, wanted_wh: float) -> Line:
    """What a car takes from now on."""
    probe_a = taper.proven_a * _PROBE
    if taper.limit_a is not None and taper.fall_a_per_kwh > 0:
        now_a = _current_at(taper, delivered_wh)
        return Line(max_a, max(now_a, min(probe_a, now_a + _PROBE_A)), taper.fall_a_per_kwh)
    most_a = max_a
    if taper.limit_a is not None:
        most_a = min(max_a, max(taper.limit_a, min(probe_a, taper.limit_a + _PROBE_A)))
        probe_a = probe_a or most_a
    fall = most_a / (habit.share * max(wanted_wh, 500.0)) * 1000
    return Line(most_a, max(fall * (wanted_wh - delivered_wh + _MARGIN_WH) / 1000, probe_a), fall)


def _current_at(taper: Taper, delivered_wh: float) -> float:
    assert taper.limit_a is not None
    return taper.limit_a - taper.fall_a_per_kwh * (delivered_wh - taper.at_wh) / 1000


def _within(value: float, bounds: tuple[float, float]) -> float:
    return min(max(value, bounds[0]), bounds[1])
