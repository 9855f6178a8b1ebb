"""Sites, what is booked for them and planned."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from csms.application.ports.shared import Page
from csms.domain.habits import Habits
from csms.domain.loads import LoadDay
from csms.domain.plans import SitePlan
from csms.domain.schedules import Schedule
from csms.domain.simulations import Simulation
from csms.domain.sites import Site


class Sites(Protocol):
    def get(self, site_id: str) -> Site | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[Site]: ...
    def one_of_price_zone(self, zone: str) -> str | None:
        """The id of a site that buys there."""

    def save(self, site: Site) -> None: ...
    def remove(self, site_id: str) -> None: ...


class Schedules(Protocol):
    def get(self, site_id: str, schedule_id: str) -> Schedule | None: ...
    def of_site(self, site_id: str) -> list[Schedule]: ...
    def page(self, limit: int, cursor: str | None) -> Page[Schedule]: ...
    def save(self, schedule: Schedule) -> None: ...
    def remove(self, site_id: str, schedule_id: str) -> None: ...


class Loads(Protocol):
    def days(self, site_id: str, days: Iterable[date]) -> list[LoadDay]:
        """Each of `days`, an empty one where nothing is stored."""

    def save(self, day: LoadDay) -> None:
        """Raises ConcurrentChangeError where it has changed since it was read."""


class PastVisits(Protocol):
    def of_site(self, site_id: str, zone: ZoneInfo) -> Habits:
        """The newest of its ended sessions, as they were at most some hours ago."""


class Plans(Protocol):
    def get(self, site_id: str) -> SitePlan | None: ...
    def save(self, plan: SitePlan) -> None:
        """Raises ConcurrentChangeError unless `plan.version` is one more than what is stored (0: none)."""


class Simulations(Protocol):
    def get(self, simulation_id: str) -> Simulation | None: ...
    def page(self, site_id: str, limit: int, cursor: str | None) -> Page[Simulation]:
        """Newest first."""

    def save(self, simulation: Simulation) -> None:
        """Raises ConcurrentChangeError where somebody else has written since `simulation.version`; 0 is a new one."""

    def remove(self, simulation_id: str) -> None: ...
