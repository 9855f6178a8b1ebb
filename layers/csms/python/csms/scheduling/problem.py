"""The site problem and its answer: what a solver is given and what it must return. No I/O, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from csms.domain.currents import MIN_CURRENT_A, STEP_A, round_up
from csms.domain.sites import Strategy
from csms.scheduling.punctuality import Punctuality
from csms.scheduling.taper import Habit, Taper

EvseId = tuple[str, int]
"""(station key, EVSE number)."""


@dataclass(frozen=True)
class Session:
    """A car that may be steered. Currents in A per phase.

    `phases` is how many it uses, None while unknown. A set point is 0 or a multiple of `step_a` (OCPP: 0.1 A) from
    `min_a` (IEC 61851-1: 6 A) to `max_a`; where `allowed_a` (rising, all above 0) is given, 0 or one of these.
    `ceiling_a` lowers the maximum
    step by step (quiet hours: 0); empty, it never does. `departure` and `energy_wh`, what it still wants until
    then, are None while nobody knows them. `watts_per_a` is what one ampere of the set point is worth: 230 W on
    one phase, 690 on three. `priority` multiplies the worth of its energy. A `bonus` is energy beyond what was
    promised: given where nobody else needs it and it costs hardly anything. `last_a` was its last set point, of
    which it drew `measured_a`: on average while it took the last `drawn_wh`, or, where that is None, for as long as
    the first step lasts.
    """

    evse: EvseId
    arrival: datetime
    max_a: float
    min_a: float = MIN_CURRENT_A
    phases: int | None = None
    step_a: float = STEP_A
    allowed_a: tuple[float, ...] = ()
    ceiling_a: tuple[float, ...] = ()
    departure: datetime | None = None
    energy_wh: float | None = None
    delivered_wh: float = 0.0
    watts_per_a: float = 230.0
    priority: float = 1.0
    bonus: bool = False
    last_a: float | None = None
    measured_a: float | None = None
    drawn_wh: float | None = None
    taper: Taper = field(default_factory=Taper)

    @property
    def least_a(self) -> float:
        """Below it there is no set point but 0."""
        return min(self.allowed_a, default=round_up(self.min_a, self.step_a))


@dataclass(frozen=True)
class Limit:
    """A limit of the site: at step i |sum of coefficient x amps| over `evses` may be `limit_a[i]`.

    Without `coefficients` every EVSE counts fully: a node of a per-phase tree. With them it is any current of
    the wiring as a phasor, such as a transformer's primary or a neutral's.
    """

    node_id: str
    evses: frozenset[EvseId]
    limit_a: tuple[float, ...]
    coefficients: Mapping[EvseId, complex] | None = None

    def coefficient(self, evse: EvseId) -> complex:
        if self.coefficients is None:
            return 1.0 if evse in self.evses else 0.0
        return self.coefficients.get(evse, 0.0)


@dataclass(frozen=True)
class Tariff:
    """What energy costs at each step, per kWh, and what the highest power of the billing period costs per kW.

    `solar_w` is what the site produces for itself and would otherwise give away for nothing. `building_w` is what
    the site draws beside the cars and beyond its solar power: with them it makes the peak. `peak_w` was the highest so
    far. Empty series are zero. `value_per_kwh`: what a kWh in a car is worth; under
    `cheapest_by_departure` one that costs more is not bought. None: a promise is kept whatever it costs.
    """

    price_per_kwh: tuple[float, ...] = ()
    solar_w: tuple[float, ...] = ()
    demand_charge_per_kw: float = 0.0
    peak_w: float = 0.0
    value_per_kwh: float | None = None
    building_w: tuple[float, ...] = ()

    @property
    def varies(self) -> bool:
        """Whether waiting may gain anything."""
        return len(set(self.price_per_kwh)) > 1 or any(self.solar_w) or self.demand_charge_per_kw > 0


@dataclass(frozen=True)
class Problem:
    """Step i lasts from `starts[i]` to `starts[i + 1]`, the last one to `until`."""

    starts: tuple[datetime, ...]
    until: datetime
    sessions: tuple[Session, ...]
    limits: tuple[Limit, ...]
    tariff: Tariff = Tariff()
    strategy: Strategy = Strategy.FAIR_SHARE
    habit: Habit = field(default_factory=Habit)
    punctuality: Punctuality = field(default_factory=Punctuality)


class Method(StrEnum):
    """How a plan came about; a fallback is one that the optimiser did not finish."""

    EQUAL_SHARE = "equal_share"
    OPTIMISED = "optimised"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Plan:
    """A set point in A per phase for every session at every step: 0 or within the session's bounds.

    `missing_wh` is how much of what a session wants this plan leaves undelivered; `tapers` and `habit` are what
    was learned from the measured currents, for the next problem.
    """

    starts: tuple[datetime, ...]
    set_points: dict[EvseId, tuple[float, ...]]
    method: Method = Method.EQUAL_SHARE
    missing_wh: dict[EvseId, float] = field(default_factory=dict)
    tapers: dict[EvseId, Taper] = field(default_factory=dict)
    habit: Habit = field(default_factory=Habit)


def total(values: dict[EvseId, float], evses: Iterable[EvseId]) -> float:
    """The sum over those of `evses` that `values` knows."""
    return sum(values[evse] for evse in evses if evse in values)


def step_hours(problem: Problem) -> tuple[float, ...]:
    ends = (*problem.starts[1:], problem.until)
    return tuple((end - start) / timedelta(hours=1) for start, end in zip(problem.starts, ends, strict=True))
