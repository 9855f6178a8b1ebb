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


@dataclass(frozen=True)
class Taper:
    """`limit_a` (A per phase) is what a car drew, less than its set point, when it had taken `at_wh`.

    From there it falls by `fall_a_per_kwh`; 0 is its charger's own limit, and the taper is still to come. `sure`: the
    line went through two points. `proven_a` is its last set point where it was drawn in full, else 0. `told_share` is
    what the habit was told of it, 0 where nothing yet.
    """

    limit_a: float | None = None
    at_wh: float = 0.0
    fall_a_per_kwh: float = 0.0
    proven_a: float = 0.0
    sure: bool = False
    told_share: float = 0.0


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

    @property
    def drawn_in_full(self) -> bool:
        return self.measured_a >= self.set_point_a - _BELOW_A


@dataclass(frozen=True)
class Line:
    """A car takes at most `most_a`, and now `now_a`, which falls by `fall_a_per_kwh`; it may be above or below 0."""

    most_a: float
    now_a: float
    fall_a_per_kwh: float


def observe(taper: Taper, seen: Observation) -> Taper:
    """The taper after one more step."""
    middle_wh = seen.delivered_wh - seen.drawn_wh / 2
    if seen.drawn_in_full:
        outgrown = taper.limit_a is not None and seen.set_point_a > _current_at(taper, middle_wh) + 0.5
        known = Taper(told_share=taper.told_share) if outgrown else taper
        return replace(known, proven_a=seen.set_point_a)
    if taper.limit_a is None:
        return replace(taper, limit_a=seen.measured_a, at_wh=middle_wh, proven_a=0.0)
    if seen.measured_a < taper.limit_a - _SAME_A and middle_wh > taper.at_wh + 1:
        fall = (taper.limit_a - seen.measured_a) / (middle_wh - taper.at_wh) * 1000
        fall = _within(fall, _FALL_PER_KWH)
        return Taper(seen.measured_a, middle_wh, fall, sure=True, told_share=taper.told_share)
    return replace(taper, limit_a=max(taper.limit_a, seen.measured_a), proven_a=0.0)


def guess_fall(taper: Taper, habit: Habit, wanted_wh: float) -> Taper:
    """Through one point: towards the energy wanted, where such cars are in their taper by then, else level."""
    if taper.limit_a is None or taper.sure:
        return taper
    left_wh = wanted_wh - taper.at_wh
    if left_wh > habit.share * wanted_wh:
        return replace(taper, fall_a_per_kwh=0.0)
    return replace(taper, fall_a_per_kwh=_within(taper.limit_a / max(left_wh, 100.0) * 1000, _FALL_PER_KWH))


def learn(
    habit: Habit, before: Taper, after: Taper, seen: Observation, max_a: float, wanted_wh: float
) -> tuple[Habit, Taper]:
    """The habit and the car's taper after a step, where the step told its share or that it is less than thought.

    It is known once the line is sure, and less than what was left where a car took all it was offered so near to full:
    without that a site whose cars have no taper never learns it. A car counts once, with what was told of it last.
    """
    if after.sure:
        share = max_a / after.fall_a_per_kwh * 1000 / max(wanted_wh, 1.0)
        return (habit, after) if before.sure else _told(habit, after, share)
    left = (wanted_wh - seen.delivered_wh) / max(wanted_wh, 1.0)
    share = left * max_a / max(seen.measured_a, _BELOW_A)
    if not seen.drawn_in_full or left <= 0 or share >= (after.told_share or habit.share):
        return habit, after
    return _told(habit, after, share)


def _told(habit: Habit, taper: Taper, share: float) -> tuple[Habit, Taper]:
    share, told = _within(share, _SHARE), taper.told_share
    cars = habit.cars if told else habit.cars + 1
    return Habit(cars, habit.sum_of_shares + share - told), replace(taper, told_share=share)


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
