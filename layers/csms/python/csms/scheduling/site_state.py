"""What a planning run knows of a site: everything read before it begins, at one moment."""

from dataclasses import dataclass, field
from datetime import datetime

from csms.domain import load_forecast, schedules
from csms.domain.loads import KnownLoad
from csms.domain.schedules import Schedule, is_over
from csms.domain.sites import Site
from csms.domain.steps import Steps
from csms.scheduling.equal_share import quarter_hours


@dataclass(frozen=True)
class RunningSession:
    """`transaction_id` is ours, `ocpp_transaction_id` the station's; `measured_a` per phase, None if not metered."""

    transaction_id: str
    ocpp_transaction_id: str
    evse: int
    started_at: datetime
    measured_a: float | None = None


@dataclass(frozen=True)
class StationState:
    """`steerable`: online and registered. `seen`: it has connected before. Not a `member`: it left the site."""

    key: str
    identity: str
    evses: frozenset[int]
    node_id: str | None = None
    max_a: float = 32.0
    steerable: bool = True
    seen: bool = True
    member: bool = True
    booted_at: datetime | None = None
    sessions: tuple[RunningSession, ...] = ()


@dataclass(frozen=True)
class SiteState:
    site: Site
    schedules: tuple[Schedule, ...]
    stations: tuple[StationState, ...]
    now: datetime
    load: KnownLoad = field(default_factory=KnownLoad)

    def limit_over(self, until: datetime) -> Steps:
        """What the site may draw for charging from now until then, in A per phase: its own or the booked limit, less
        what its building draws."""
        limit = schedules.limit_over(self.site, self.schedules, self.now, until)
        return load_forecast.limit_less_load(self.site, limit, self.load, quarter_hours(self.now, until))

    @property
    def lowest_limit_a(self) -> float:
        """The least that can be left for charging, now or ever after."""
        lowest_a = schedules.lowest_limit(self.site, self.schedules, self.now)
        return max(0.0, lowest_a - load_forecast.worst_a(self.site, self.load))

    @property
    def members(self) -> tuple[StationState, ...]:
        return tuple(station for station in self.stations if station.member)

    @property
    def fail_safe(self) -> bool:
        """The operator's switch; unset, it is on where a limit is or will be in force."""
        if self.site.fail_safe is not None:
            return self.site.fail_safe
        return self.site.has_limit or any(s.limit_a is not None and not is_over(s, self.now) for s in self.schedules)
