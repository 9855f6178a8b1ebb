"""A session as its meter saw it: what had flowed when, and when the car stood there without charging."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from operator import attrgetter

from csms.domain import clock
from csms.domain.metering import Reading
from csms.domain.transactions import Transaction

# A full car may still draw a little, to keep itself warm.
CHARGING_POWER_W = 100
# The station paused the session, or we did: a driver does not pay for that as for idling (2.0.1 part 2 §3.23).
PAUSED_BY_STATION = "SuspendedEVSE"
_SMALLEST_WH = Decimal("0.001")
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Point:
    """`energy_wh` had been delivered by then."""

    at: datetime
    energy_wh: Fraction


@dataclass(frozen=True)
class Metered:
    """`points` ascend in both members, from 0 at the start to all of it at the end. `idle` are the intervals in which
    the car stood there and was done."""

    started_at: datetime
    ended_at: datetime
    points: tuple[Point, ...]
    idle: tuple[tuple[datetime, datetime], ...] = ()

    def energy_between(self, start: datetime, end: datetime) -> Decimal:
        """In Wh, to three decimals; the parts of an interval come to the same as the whole. A session that begins and
        ends in the same moment, as a station's clock may have it, has its energy all the same."""
        before = self._energy_by(start) if start > self.started_at else Decimal(0)
        return self._energy_by(end) - before

    def idle_for(self, moment: datetime) -> timedelta | None:
        """How long the car has been done at `moment`; None where it is not."""
        return next((moment - start for start, end in self.idle if start <= moment < end), None)

    def _energy_by(self, moment: datetime) -> Decimal:
        number = bisect_right(self.points, moment, key=attrgetter("at"))
        before, after = self.points[number - 1], self.points[min(number, len(self.points) - 1)]
        energy_wh = before.energy_wh
        if after.at > before.at:
            share = Fraction((moment - before.at) // _MICROSECOND, (after.at - before.at) // _MICROSECOND)
            energy_wh += (after.energy_wh - before.energy_wh) * share
        return (Decimal(energy_wh.numerator) / energy_wh.denominator).quantize(_SMALLEST_WH, ROUND_HALF_EVEN)


@dataclass(frozen=True)
class StateChange:
    """`charging_state` is 2.x's, from `at` on."""

    at: str
    charging_state: str


def metered(
    session: Transaction, readings: Iterable[Reading], states: Sequence[StateChange] = (), until: datetime | None = None
) -> Metered:
    """`readings` are those in between, in any order; what cannot be (out of the session, backwards) is left out.

    The session ends at its end, or where it runs at `until`. Raises ValueError where neither is known.
    """
    start, stop = session.start_reading, session.stop_reading
    ended_at = clock.parse_stored(session.ended_at) if session.ended_at else until
    if ended_at is None:
        raise ValueError("the session runs")
    started_at = clock.parse_stored(session.started_at)
    ended_at = max(started_at, ended_at)
    first_wh, last_wh = (_exact(r.register_wh) if r else Fraction(0) for r in (start, stop))
    points, highest_wh = [Point(started_at, Fraction(0))], Fraction(0)
    for reading in sorted(readings, key=lambda r: (r.at, r.register_wh)):
        at, energy_wh = clock.parse_stored(reading.at), _exact(reading.register_wh) - first_wh
        if started_at < at < ended_at and highest_wh <= energy_wh <= last_wh - first_wh:
            points.append(Point(at, energy_wh))
            highest_wh = energy_wh
    points.append(Point(ended_at, max(last_wh - first_wh, Fraction(0))))
    return Metered(started_at, ended_at, tuple(points), _idle(points, states))


def evenly(session: Transaction, energy_wh: float) -> Metered:
    """A session of which nothing is known but how much it got."""
    seen = metered(session, ())
    return replace(seen, points=(seen.points[0], Point(seen.ended_at, _exact(energy_wh))))


def _exact(register_wh: float) -> Fraction:
    """As the meter showed it: 0.1 is a tenth."""
    return Fraction(str(register_wh))


def _idle(points: list[Point], states: Sequence[StateChange]) -> tuple[tuple[datetime, datetime], ...]:
    """From the reading at which the car last drew power until the end, less what the station paused.

    Without readings in between nobody knows when the car was done: it was not. Nor was one that got nothing.
    """
    if len(points) < 3 or not points[-1].energy_wh:
        return ()
    done = next((b.at for a, b in _backwards(points) if _power_w(a, b) >= CHARGING_POWER_W), points[0].at)
    found, start, changes = [], done, sorted(states, key=lambda change: change.at)
    paused = _state_at(changes, done) == PAUSED_BY_STATION
    for change in changes:
        at = clock.parse_stored(change.at)
        if not done < at < points[-1].at or (change.charging_state == PAUSED_BY_STATION) == paused:
            continue
        if not paused:
            found.append((start, at))
        start, paused = at, not paused
    if not paused and start < points[-1].at:
        found.append((start, points[-1].at))
    return tuple(found)


def _backwards(points: list[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(points[-2::-1], points[:0:-1], strict=True)


def _power_w(earlier: Point, later: Point) -> float:
    hours = (later.at - earlier.at) / timedelta(hours=1)
    return float(later.energy_wh - earlier.energy_wh) / hours if hours else 0.0


def _state_at(changes: Sequence[StateChange], moment: datetime) -> str | None:
    return next((c.charging_state for c in reversed(changes) if clock.parse_stored(c.at) <= moment), None)
