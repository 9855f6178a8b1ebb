"""What a planning run knows of a site: everything read before it begins, at one moment."""

from dataclasses import dataclass, field
from datetime import datetime

from csms.domain import load_forecast, schedules
from csms.domain.currents import MIN_CURRENT_A, STEP_A
from csms.domain.ev_needs import EvNeeds
from csms.domain.external_limits import ExternalLimit
from csms.domain.goals import Goal
from csms.domain.habits import Habits
from csms.domain.loads import KnownLoad
from csms.domain.prices import PricePoint
from csms.domain.schedules import Schedule, is_over
from csms.domain.site_limits import LimitParts
from csms.domain.sites import Site
from csms.domain.steps import Steps
from csms.scheduling.equal_share import quarter_hours

MAX_PERIODS = 24
"""In a profile, where a station does not say how many it takes (ChargingScheduleMaxPeriods)."""


@dataclass(frozen=True)
class RunningSession:
    """`transaction_id` is ours, `ocpp_transaction_id` the station's; `token_key` and `group_key` as `ids.key_of` makes
    them.

    `measured_a` per phase was read at `measured_at`, `power_w` over all phases at about the same time; both None if
    not metered, as `soc_percent` and the `phases` that carry current. `delivered_wh` since the start. `goals`: what was
    said of this session; `ev_needs` by its car.
    """

    transaction_id: str
    ocpp_transaction_id: str
    evse: int
    started_at: datetime
    measured_a: float | None = None
    measured_at: datetime | None = None
    power_w: float | None = None
    soc_percent: float | None = None
    phases: int | None = None
    delivered_wh: float = 0.0
    goals: tuple[Goal, ...] = ()
    token_key: str | None = None
    group_key: str | None = None
    ev_needs: EvNeeds | None = None


@dataclass(frozen=True)
class StationState:
    """`steerable`: online and registered. `seen`: it has connected before. Not a `member`: it left the site.

    Each of its EVSEs charges at 0 A, or from `min_a` to `max_a` per phase in steps of `step_a`.
    `watts_per_a` is what one ampere per phase is there, None while it is not known on how many phases; `max_periods`
    how many periods a profile may have. Without `absolute_profiles` it takes none that changes at a time.
    """

    key: str
    identity: str
    evses: frozenset[int]
    node_id: str | None = None
    min_a: float = MIN_CURRENT_A
    max_a: float = 32.0
    step_a: float = STEP_A
    steerable: bool = True
    seen: bool = True
    member: bool = True
    booted_at: datetime | None = None
    sessions: tuple[RunningSession, ...] = ()
    watts_per_a: float | None = None
    max_periods: int = MAX_PERIODS
    absolute_profiles: bool = True
    external_limits: tuple[ExternalLimit, ...] = ()


@dataclass(frozen=True)
class SiteState:
    """`metered_peak_w` is the highest mean power of a quarter of an hour in the calendar month, 0 where it was not
    looked up."""

    site: Site
    schedules: tuple[Schedule, ...]
    stations: tuple[StationState, ...]
    now: datetime
    load: KnownLoad = field(default_factory=KnownLoad)
    prices: tuple[PricePoint, ...] = ()
    habits: Habits = field(default_factory=Habits)
    metered_peak_w: float = 0.0

    def limit_over(self, until: datetime) -> Steps:
        """What the site may draw for charging from now until then, in A per phase: its own or the booked limit, less
        what its building draws."""
        limit = schedules.limit_over(self.site, self.schedules, self.now, until)
        return load_forecast.limit_less_load(self.site, limit, self.load, quarter_hours(self.now, until))

    @property
    def limit_parts(self) -> LimitParts:
        """What the limit is made of now."""
        [building_a] = load_forecast.load_at(self.site, self.load, self.now, [self.now])
        return LimitParts(self.site.limit_a, schedules.booked_limit(self.site, self.schedules, self.now), building_a)

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
