"""The charging profiles installed in a station: what it takes, what it refuses, and the limit that follows. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from .profiles import RECURRENCE, STATION_MAX, TX, TX_DEFAULT, ChargingProfile

MAX_STACK_LEVEL = 100
MAX_PERIODS = 96
MAX_PROFILES = 20


@dataclass
class ProfileStore:
    identified_by_id: bool = True
    """2.x: an id identifies a profile, and its slot (EVSE, purpose, stack level) must be free; 1.6: the slot does."""
    profiles: list[ChargingProfile] = field(default_factory=list)

    def install(self, profile: ChargingProfile) -> bool:
        others = [p for p in self.profiles if not self._replaced_by(profile, p)]
        if not well_formed(profile) or len(others) >= MAX_PROFILES or any(_collide(profile, p) for p in others):
            return False
        self.profiles = [*others, profile]
        return True

    def clear(
        self,
        profile_id: int | None = None,
        evse_id: int | None = None,
        purpose: str | None = None,
        stack_level: int | None = None,
    ) -> bool:
        """Remove the profiles that match every criterion given; no criterion matches all."""
        criteria = {"id": profile_id, "evse_id": evse_id, "purpose": purpose, "stack_level": stack_level}
        asked = {name: value for name, value in criteria.items() if value is not None}
        kept = [p for p in self.profiles if any(getattr(p, name) != value for name, value in asked.items())]
        cleared = len(kept) < len(self.profiles)
        self.profiles = kept
        return cleared

    def limit_a(self, evse_id: int, now: datetime, charging_since: datetime | None, phases: int) -> float:
        """Per phase, of one EVSE: its TxProfile leads, without one the TxDefaultProfile."""
        for purpose in (TX, TX_DEFAULT):
            limit_a = self._leading_a(purpose, evse_id, now, charging_since, phases)
            if limit_a is not None:
                return limit_a
        return inf

    def station_limit_a(self, now: datetime, phases: int) -> float:
        """Per phase, of all EVSEs together."""
        limit_a = self._leading_a(STATION_MAX, 0, now, None, phases)
        return inf if limit_a is None else limit_a

    def composite_a(
        self,
        evse_id: int,
        since: datetime,
        duration_s: int,
        charging_since: datetime | None,
        phases: int,
        max_a: float = inf,
    ) -> Iterator[tuple[int, float]]:
        """(second, limit per phase) wherever the lowest of all limits changes; EVSE 0 is all of them together."""
        until = since + timedelta(seconds=duration_s)
        instants = {t for p in self.profiles for t in p.changes(since, until, charging_since)}
        last_a = None
        for instant in sorted({since, *instants}):
            limit_a = min(max_a, self.station_limit_a(instant, phases))
            if evse_id:
                limit_a = min(limit_a, self.limit_a(evse_id, instant, charging_since, phases))
            if limit_a != last_a:
                yield int((instant - since).total_seconds()), limit_a
            last_a = limit_a

    def _leading_a(
        self, purpose: str, evse_id: int, now: datetime, charging_since: datetime | None, phases: int
    ) -> float | None:
        """Of the highest stack level that has a period now; a profile of the EVSE itself goes before one of all."""
        candidates = [p for p in self.profiles if p.purpose == purpose and p.evse_id in (0, evse_id)]
        for profile in sorted(candidates, key=lambda p: (p.stack_level, p.evse_id), reverse=True):
            limit_a = profile.limit_a(now, charging_since, phases)
            if limit_a is not None:
                return limit_a
        return None

    def _replaced_by(self, new: ChargingProfile, old: ChargingProfile) -> bool:
        return new.id == old.id or (not self.identified_by_id and _slot(new) == _slot(old))


def well_formed(profile: ChargingProfile) -> bool:
    starts_s = [p.start_s for p in profile.periods]
    return (
        profile.purpose in (STATION_MAX, TX_DEFAULT, TX)
        and _start_fits(profile)
        and _evse_fits(profile)
        and 0 <= profile.stack_level <= MAX_STACK_LEVEL
        and len(starts_s) <= MAX_PERIODS
        and starts_s[:1] == [0]
        and starts_s == sorted(set(starts_s))
        and all(p.limit >= 0 for p in profile.periods)
    )


def _start_fits(profile: ChargingProfile) -> bool:
    if profile.kind == "Relative":
        return profile.start is None and profile.purpose != STATION_MAX
    recurs = profile.kind == "Recurring" and profile.recurrence in RECURRENCE
    return profile.start is not None and (recurs or profile.kind == "Absolute")


def _evse_fits(profile: ChargingProfile) -> bool:
    if profile.purpose == STATION_MAX:
        return profile.evse_id == 0
    return profile.evse_id > 0 or profile.purpose == TX_DEFAULT


def _slot(profile: ChargingProfile) -> tuple[int, str, int]:
    return profile.evse_id, profile.purpose, profile.stack_level


def _collide(new: ChargingProfile, old: ChargingProfile) -> bool:
    """Two ids for one slot at one time (2.x K01.FR.06)."""
    ended = old.valid_to and new.valid_from and old.valid_to <= new.valid_from
    later = new.valid_to and old.valid_from and new.valid_to <= old.valid_from
    return _slot(new) == _slot(old) and not (ended or later)
