"""A session as the sums see it: what its contribution depends on, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from csms.domain import clock
from csms.domain.metering import Reading
from csms.domain.transactions import Transaction
from csms.domain.usage.amounts import REVENUE_SCALE


@dataclass(frozen=True)
class Point:
    """`energy_mwh` had been delivered since the start at epoch second `at_s`."""

    at_s: int
    energy_mwh: int


@dataclass(frozen=True)
class Session:
    """`until_s` is the end, or the newest that is known of one that runs. `goal_mwh`: what was asked for, if anything.

    `zone` is the site's. `group` is the group of the driver's token, or None. `revenue` is (currency, 1/10,000 of its
    unit).
    """

    station_key: str
    evse: int
    connector: int
    site_id: str | None
    zone: ZoneInfo
    started_s: int
    until_s: int
    ended: bool
    points: tuple[Point, ...]
    group: str | None = None
    goal_mwh: int | None = None
    revenue: tuple[str, int] | None = None

    @property
    def energy_mwh(self) -> int:
        return self.points[-1].energy_mwh if self.points else 0

    @property
    def unmet_mwh(self) -> int:
        return max((self.goal_mwh or 0) - self.energy_mwh, 0)


def session_of(
    transaction: Transaction,
    readings: Iterable[Reading],
    zone: ZoneInfo,
    group: str | None = None,
    goal_wh: float | None = None,
) -> Session:
    """`readings` are all of the import register in the session, in any order."""
    started_s = epoch_s(transaction.started_at)
    newest = transaction.ended_at or transaction.live.at or transaction.started_at
    return Session(
        station_key=transaction.station_key,
        evse=transaction.evse or 0,
        connector=transaction.connector or 0,
        site_id=transaction.site_id,
        zone=zone,
        started_s=started_s,
        until_s=max(started_s, epoch_s(newest)),
        ended=not transaction.open,
        points=points(transaction, sorted(readings, key=lambda reading: (reading.at, reading.register_wh))),
        group=group,
        goal_mwh=None if goal_wh is None else round(goal_wh * 1000),
        revenue=_revenue(transaction),
    )


def points(transaction: Transaction, readings: Sequence[Reading]) -> tuple[Point, ...]:
    """From 0 at the first reading to the session's energy at the last; a reading that falls back or overshoots is left
    out. Empty where the meter cannot say."""
    start, stop, energy_wh = transaction.start_reading, transaction.stop_reading, transaction.energy_wh
    if start is None or stop is None or energy_wh is None:
        return ()
    whole = round(energy_wh * 1000)
    curve = [Point(epoch_s(start.at), 0)]
    for reading in readings:
        so_far = round((reading.register_wh - start.register_wh) * 1000)
        if start.at < reading.at < stop.at and curve[-1].energy_mwh <= so_far <= whole:
            curve.append(Point(epoch_s(reading.at), so_far))
    curve.append(Point(max(epoch_s(stop.at), curve[-1].at_s), whole))
    return tuple(curve)


def _revenue(transaction: Transaction) -> tuple[str, int] | None:
    """Without VAT, which is not the operator's."""
    cost = transaction.cost
    return (cost.currency, int(Decimal(cost.total_excl_vat) * REVENUE_SCALE)) if cost else None


def epoch_s(text: str) -> int:
    """Whole seconds: a stored time without its fraction."""
    return int(clock.parse_stored(text).timestamp())
