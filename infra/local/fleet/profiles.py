"""One charging profile: is it valid now, which of its periods counts, what current does that allow. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .physics import NOMINAL_V

STATION_MAX = "ChargingStationMaxProfile"
TX_DEFAULT = "TxDefaultProfile"
TX = "TxProfile"
RECURRENCE = {"Daily": timedelta(days=1), "Weekly": timedelta(days=7)}


@dataclass(frozen=True)
class Period:
    start_s: int
    limit: float
    """In the schedule's unit."""
    number_phases: int | None = None

    def limit_a(self, unit: str, phases: int) -> float:
        """A limit in W is the total over all phases, in A it is per phase (2.1 K01.FR.49-51)."""
        return self.limit if unit == "A" else self.limit / (NOMINAL_V * min(self.number_phases or 3, phases))


@dataclass(frozen=True)
class ChargingProfile:
    id: int
    evse_id: int
    """0 is the whole station, or every EVSE for a TxDefaultProfile."""
    stack_level: int
    purpose: str
    kind: str
    unit: str
    periods: tuple[Period, ...]
    start: datetime | None = None
    duration_s: int | None = None
    recurrence: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    transaction_id: int | str | None = None

    def limit_a(self, now: datetime, charging_since: datetime | None, phases: int) -> float | None:
        """The limit per phase at this instant, None where the profile says nothing."""
        period = self.period_at(now, charging_since)
        return period.limit_a(self.unit, phases) if period else None

    def period_at(self, now: datetime, charging_since: datetime | None) -> Period | None:
        start = self._start_before(now, charging_since)
        if start is None or not self._valid_at(now):
            return None
        elapsed_s = (now - start).total_seconds()
        if self.duration_s is not None and elapsed_s >= self.duration_s:
            return None
        return next((p for p in reversed(self.periods) if p.start_s <= elapsed_s), None)

    def changes(self, since: datetime, until: datetime, charging_since: datetime | None) -> Iterator[datetime]:
        """The instants in (since, until) at which the limit may change."""
        start = self._start_before(until, charging_since)
        candidates = [self.valid_from, self.valid_to]
        while start is not None:
            offsets_s = [p.start_s for p in self.periods]
            if self.duration_s is not None:
                offsets_s.append(self.duration_s)
            candidates += [start + timedelta(seconds=offset_s) for offset_s in offsets_s]
            repeats = self.kind == "Recurring" and start > since
            start = start - RECURRENCE[self.recurrence or "Daily"] if repeats else None
        return (instant for instant in candidates if instant is not None and since < instant < until)

    def _start_before(self, now: datetime, charging_since: datetime | None) -> datetime | None:
        start = charging_since if self.kind == "Relative" else self.start
        if start is None or start > now:
            return None
        if self.kind == "Recurring":
            return now - (now - start) % RECURRENCE[self.recurrence or "Daily"]
        return start

    def _valid_at(self, now: datetime) -> bool:
        starts = self.valid_from is None or self.valid_from <= now
        return starts and (self.valid_to is None or now < self.valid_to)
