"""One charging profile over time: which of its periods counts at an instant, and when that may change.

A profile counts from `valid_from` until before `valid_to` (2.0.1 K01.FR.36, K01.FR.37), and of its schedule until
`duration_s` is over; never before `start_schedule` (K01.FR.30), from which a recurring one begins anew every day or
week. What of its duration reaches into the next turn is not executed (1.6 errata 3.44).
"""

import math
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from csms.domain import clock
from csms.domain.charging_profiles import ChargingProfile, Kind, Period

TURNS = {"Daily": timedelta(days=1), "Weekly": timedelta(days=7)}


class Timeline:
    """`anchor` is when energy could flow: there a schedule starts that is relative or has no start (1.6 §7.13)."""

    def __init__(self, profile: ChargingProfile, anchor: datetime) -> None:
        start = clock.parse_stored(profile.start_schedule) if profile.start_schedule else None
        self._start = anchor if start is None or profile.kind is Kind.RELATIVE else start
        self._turn = TURNS.get(profile.recurrency or "Daily") if profile.kind is Kind.RECURRING else None
        self._from = clock.parse_stored(profile.valid_from) if profile.valid_from else None
        self._to = clock.parse_stored(profile.valid_to) if profile.valid_to else None
        self._lasts_s = math.inf if profile.duration_s is None else profile.duration_s
        self._periods = sorted(profile.periods, key=lambda period: period.start_s)
        self._starts_s = [period.start_s for period in self._periods]

    def period_at(self, moment: datetime) -> Period | None:
        """None where the profile says nothing, so that a lower one counts."""
        elapsed = moment - self._start
        elapsed_s = (elapsed % self._turn if self._turn else elapsed).total_seconds()
        if elapsed_s >= self._lasts_s or moment < self._start or not self._valid_at(moment):
            return None
        index = bisect_right(self._starts_s, elapsed_s) - 1
        return self._periods[index] if index >= 0 else None

    def changes(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """The instants between `start` and `end`, both excluded, at which another period may count."""
        offsets = [timedelta(seconds=seconds) for seconds in {0, *self._starts_s, self._lasts_s} - {math.inf}]
        for turn in self._turns(start, end):
            yield from (turn + offset for offset in offsets if start < turn + offset < end)
        yield from (edge for edge in (self._from, self._to) if edge is not None and start < edge < end)

    def _turns(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """None that is later: "for ever" may be the last second that a calendar knows."""
        if self._turn is None:
            yield from (self._start,) if self._start < end else ()
            return
        turn = self._start + max(0, (start - self._start) // self._turn) * self._turn
        while turn < end:
            yield turn
            turn += self._turn

    def _valid_at(self, moment: datetime) -> bool:
        return (self._from is None or self._from <= moment) and (self._to is None or moment < self._to)
