"""The limit that all charging profiles of a station make together (2.0.1 K01, K08; 1.6 §3.13, errata 3.43).

Of each purpose the profile with the highest stack level that has a period for an instant leads; one for the EVSE
itself goes before one for all EVSEs of the same level. A TxProfile takes the place of the TxDefaultProfile. Then the
lowest limit of the purposes counts. Where none says anything there is no limit.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from csms.domain.charging_profiles import ChargingProfile, Purpose, RateUnit
from csms.domain.power import UNLIMITED, Limits, Supply
from csms.domain.profile_timeline import Timeline

_OF_THE_STATION = (Purpose.STATION_MAX, Purpose.EXTERNAL_CONSTRAINTS)


@dataclass(frozen=True)
class Placed:
    """A profile where it is installed; EVSE 0 is the station or, for a TxDefaultProfile, every EVSE by itself."""

    evse: int
    profile: ChargingProfile


@dataclass(frozen=True)
class CompositePeriod:
    """`limit` holds from `start_s` seconds after the composite's start: A per phase or W in all, None without limit."""

    start_s: int
    limit: float | None
    number_phases: int | None = None


@dataclass(frozen=True)
class CompositeSchedule:
    evse: int
    start: datetime
    duration_s: int
    rate_unit: RateUnit
    periods: tuple[CompositePeriod, ...]


@dataclass(frozen=True)
class Installation:
    """All that the limits of a station follow from.

    `anchors`: when the transaction that runs on an EVSE began. Without one no TxProfile counts, and a relative
    schedule is taken as if energy began to flow with the composite itself. `evses` are all of the station.
    """

    profiles: Sequence[Placed]
    evses: frozenset[int]
    anchors: Mapping[int, datetime] = field(default_factory=dict)
    supply: Supply = field(default_factory=Supply)


def composite_schedule(
    installed: Installation, evse: int, start: datetime, duration_s: int, rate_unit: RateUnit
) -> CompositeSchedule:
    """The limit of one EVSE over [`start`, `start` + `duration_s`); of EVSE 0, that of all EVSEs together."""
    end = start + timedelta(seconds=duration_s)
    lines = _Lines(installed, start)
    moments = sorted({start, *lines.changes(evse, start, end)})
    at = {int((moment - start).total_seconds()): lines.limits_at(evse, moment) for moment in moments}
    periods: list[CompositePeriod] = []
    for start_s, limits in at.items():
        period = _period(start_s, limits, rate_unit)
        if not periods or (periods[-1].limit, periods[-1].number_phases) != (period.limit, period.number_phases):
            periods.append(period)
    return CompositeSchedule(evse, start, duration_s, rate_unit, tuple(periods))


def _period(start_s: int, limits: Limits, rate_unit: RateUnit) -> CompositePeriod:
    limit = limits.current_a if rate_unit is RateUnit.AMPERE else limits.power_w
    if not math.isfinite(limit):
        return CompositePeriod(start_s, None)
    return CompositePeriod(start_s, round(limit, 1), limits.phases)


class _Lines:
    """The profiles in the order in which they lead, for each EVSE with its own anchor."""

    def __init__(self, installed: Installation, start: datetime) -> None:
        self._installed = installed
        self._lines = {evse: self._lines_of(evse, start) for evse in {0, *installed.evses}}

    def changes(self, evse: int, start: datetime, end: datetime) -> Iterable[datetime]:
        wanted = {0, evse} if evse else self._lines.keys()
        for place in wanted:
            for _, _, timeline in self._lines.get(place, ()):
                yield from timeline.changes(start, end)

    def limits_at(self, evse: int, moment: datetime) -> Limits:
        supply = self._installed.supply
        whole = [self._leading(0, purpose, moment) for purpose in _OF_THE_STATION]
        if evse:
            return supply.resolve([*whole, self._of_session(evse, moment), supply.most])
        together = Limits.total(
            supply.resolve([self._of_session(one, moment), supply.most]) for one in self._installed.evses
        )
        return supply.resolve(whole).at_most(together)

    def _of_session(self, evse: int, moment: datetime) -> Limits:
        session = self._leading(evse, Purpose.TX, moment) if evse in self._installed.anchors else None
        return session or self._leading(evse, Purpose.TX_DEFAULT, moment) or UNLIMITED

    def _leading(self, evse: int, purpose: Purpose, moment: datetime) -> Limits | None:
        for known, unit, timeline in self._lines.get(evse, ()):
            period = timeline.period_at(moment) if known is purpose else None
            if period is not None:
                return Limits.of(period.limit, unit, period.number_phases)
        return None

    def _lines_of(self, evse: int, start: datetime) -> list[tuple[Purpose, RateUnit, Timeline]]:
        anchor = self._installed.anchors.get(evse, start)
        placed = [one for one in self._installed.profiles if one.evse in (0, evse)]
        ordered = sorted(placed, key=lambda one: (one.profile.stack_level, one.evse), reverse=True)
        return [(one.profile.purpose, one.profile.rate_unit, Timeline(one.profile, anchor)) for one in ordered]
