"""A site's past tried under other rules: what was asked for, how far it is, what came of it."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from csms.domain import clock, sites
from csms.domain.errors import InvalidError
from csms.domain.sites import Node, Site, Strategy

LONGEST = timedelta(days=92)


class SimulationStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Variant(StrEnum):
    """What is compared: the meters' word, and the same sessions under the tried limit, shared or planned."""

    AS_IT_WAS = "as_it_was"
    EQUAL_SHARE = "equal_share"
    PLANNED = "planned"


@dataclass(frozen=True)
class Trial:
    """The sessions that began in [start, until), under `limit_a` and `nodes` in A per phase.

    `booked_limits`: those that are booked for the site hold as well. Energy costs `price_per_kwh` or, where that is
    None, what `price_zone` says, or with `booked_prices` what is booked in its place; the highest power of a calendar
    month costs `demand_charge_per_kw`, and `expected_peak_kw` of it are expected anyway. Where
    `energy_value_per_kwh` is given, no kWh is bought that costs more. `site_load`: what the building drew and its
    solar panels produced counts.
    """

    start: datetime
    until: datetime
    strategy: Strategy
    limit_a: float | None = None
    nodes: tuple[Node, ...] = ()
    booked_limits: bool = True
    booked_prices: bool = True
    price_zone: str | None = None
    price_per_kwh: float | None = None
    demand_charge_per_kw: float = 0.0
    expected_peak_kw: float | None = None
    energy_value_per_kwh: float | None = None
    site_load: bool = True

    def on(self, site: Site) -> Site:
        """The site as it would be."""
        return replace(
            site,
            limit_a=self.limit_a,
            nodes=self.nodes,
            demand_charge_per_kw=self.demand_charge_per_kw,
            expected_peak_kw=self.expected_peak_kw,
            energy_value_per_kwh=self.energy_value_per_kwh,
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "start": clock.to_text(self.start), "until": clock.to_text(self.until)}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        known = {
            "start": clock.parse_stored(members["start"]),
            "until": clock.parse_stored(members["until"]),
            "strategy": Strategy(members["strategy"]),
            "nodes": tuple(Node(**node) for node in members["nodes"]),
        }
        return cls(**{**members, **known})


@dataclass(frozen=True)
class Simulation:
    """`step` of `steps` are done; `state` is what the work needs to go on, `results` by variant what came of it.

    In `unpriced_steps` cars were charged at no known price: they are counted with the mean of the others. In
    `unmeasured_steps` the building counts as it usually is, or as the operator has said.
    """

    id: str
    site_id: str
    label: str
    created_at: str
    trial: Trial
    steps: int
    status: SimulationStatus = SimulationStatus.QUEUED
    step: int = 0
    error: str | None = None
    currency: str | None = None
    unpriced_steps: int = 0
    unmeasured_steps: int = 0
    state: dict[str, Any] | None = None
    results: dict[str, dict[str, Any]] | None = None
    version: int = 0

    @property
    def finished(self) -> bool:
        return self.status in (SimulationStatus.DONE, SimulationStatus.FAILED)

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "trial": self.trial.to_dict(), "status": self.status.value}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        trial, status = Trial.from_dict(members["trial"]), SimulationStatus(members["status"])
        return cls(**{**members, "trial": trial, "status": status})


def validate(trial: Trial, site: Site, now: datetime) -> None:
    """Raises InvalidError naming the member: a range that is empty, too long or not over yet, bad limits."""
    if trial.until <= trial.start:
        raise InvalidError("to must be after from", "to")
    if trial.until - trial.start > LONGEST:
        raise InvalidError(f"at most {LONGEST.days} days at once", "to")
    if trial.until > now:
        raise InvalidError("only what is past can be replayed", "to")
    sites.validate(trial.on(site))
