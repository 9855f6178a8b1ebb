"""What every session of a token, or at a station, is to be given: by a time of day, or so long after its start."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from csms.domain import goals
from csms.domain.errors import InvalidError
from csms.domain.goals import Goal, GoalSource

_HH_MM = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LONGEST_DWELL_S = 14 * 86_400


@dataclass(frozen=True)
class StandingGoal:
    """As a Goal; `departure_time` is HH:MM on the site's clock, `dwell_s` is seconds after the session's start."""

    energy_wh: float | None = None
    soc_percent: float | None = None
    battery_wh: float | None = None
    departure_time: str | None = None
    dwell_s: int | None = None
    priority: float | None = None

    def of_session(self, source: GoalSource, started_at: datetime, zone: ZoneInfo) -> Goal:
        """The goal of a session that started at `started_at`, at a site whose clocks are in `zone`."""
        return Goal(
            source=source,
            energy_wh=self.energy_wh,
            soc_percent=self.soc_percent,
            battery_wh=self.battery_wh,
            departure=self._departure(started_at, zone),
            priority=self.priority,
        )

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        return cls(**members)

    def _departure(self, started_at: datetime, zone: ZoneInfo) -> datetime | None:
        if self.dwell_s is not None:
            return started_at + timedelta(seconds=self.dwell_s)
        if self.departure_time is None:
            return None
        return next_time(started_at, time.fromisoformat(self.departure_time), zone)


def validate(goal: StandingGoal) -> None:
    """Raises InvalidError naming the member that is missing, contradicts another or is out of its range."""
    if goal.departure_time is not None and not _HH_MM.fullmatch(goal.departure_time):
        raise InvalidError("departure_time must be a time of day, HH:MM", "departure_time")
    if goal.dwell_s is not None and goal.departure_time is not None:
        raise InvalidError("a goal has departure_time or dwell_s, not both", "dwell_s")
    if goal.dwell_s is not None and not 0 < goal.dwell_s <= LONGEST_DWELL_S:
        raise InvalidError(f"dwell_s must be from 1 to {LONGEST_DWELL_S}", "dwell_s")
    goals.validate(goal.of_session(GoalSource.STATION, datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC")))


def next_time(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next moment after `after` at which a clock in `zone` shows `at`; a skipped time counts as an hour later."""
    day = after.astimezone(zone).date()
    while (moment := datetime.combine(day, at, zone).astimezone(UTC)) <= after:
        day += timedelta(days=1)
    return moment
