"""What one run of the planner hands to the next, in the stored plan: what was learned of cars, and the peak so far."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from csms.domain import clock
from csms.domain.goals import Goal
from csms.scheduling.punctuality import Punctuality
from csms.scheduling.quarter_peak import QuarterPeak
from csms.scheduling.taper import Habit, Taper


@dataclass(frozen=True)
class CarMemory:
    """`taper` as learned from currents measured until `observed_at`; `watts_per_a` is seen from its power: 230 W on
    one phase, 690 on three. `said` are the goals that the last run knew of."""

    taper: Taper = field(default_factory=Taper)
    observed_at: datetime | None = None
    watts_per_a: float | None = None
    said: tuple[Goal, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        observed_at = clock.to_text(self.observed_at) if self.observed_at else None
        said = [goal.to_dict() for goal in self.said]
        return {"taper": asdict(self.taper), "observed_at": observed_at, "watts_per_a": self.watts_per_a, "said": said}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        """Empty members are those of a car that is new."""
        observed_at = members.get("observed_at")
        return cls(
            taper=Taper(**members.get("taper", {})),
            observed_at=clock.parse_stored(observed_at) if observed_at else None,
            watts_per_a=members.get("watts_per_a"),
            said=tuple(Goal.from_dict(goal) for goal in members.get("said", ())),
        )


@dataclass(frozen=True)
class SiteMemory:
    """`habit` of the site's cars near full; `peak` is the month's, as far as it was charged under our eyes. `said` is
    what the last run knew of the strategy and of others' limits; `punctuality` is of cars whose departure was said."""

    habit: Habit = field(default_factory=Habit)
    peak: QuarterPeak = field(default_factory=QuarterPeak)
    said: str = ""
    punctuality: Punctuality = field(default_factory=Punctuality)

    def to_dict(self) -> dict[str, Any]:
        return {
            "habit": asdict(self.habit),
            "peak": self.peak.to_dict(),
            "said": self.said,
            "punctuality": asdict(self.punctuality),
        }

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        peak = QuarterPeak.from_dict(members.get("peak", {}))
        punctuality = Punctuality(**members.get("punctuality", {}))
        return cls(Habit(**members.get("habit", {})), peak, members.get("said", ""), punctuality)
