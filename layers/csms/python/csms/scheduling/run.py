"""The frame of one run: the times at which anything changes, and the limits at each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from csms.domain.steps import Steps
from csms.scheduling import bookings
from csms.scheduling.bounds import Outlet
from csms.scheduling.equal_share import quarter_hours
from csms.scheduling.limits import limits_at
from csms.scheduling.problem import EvseId, Limit
from csms.scheduling.site_state import SiteState

HORIZON = timedelta(hours=4)
"""How far ahead stations are told. Not further, though the solver looks further: what comes later is known roughly
only, stations hold few periods, and without a link a site is better at its fail-safe than on yesterday's plan."""
NEAR = timedelta(minutes=15)
"""What is to hold so soon has to be sent now."""


@dataclass(frozen=True)
class Run:
    """`times` begin with now; `limits` are sampled at them."""

    state: SiteState
    times: tuple[datetime, ...]
    site_limit: Steps
    limits: tuple[Limit, ...]

    @property
    def now(self) -> datetime:
        return self.times[0]

    @property
    def until(self) -> datetime:
        return self.now + HORIZON

    def limited(self, evse: EvseId) -> bool:
        """Whether any limit of the horizon holds for the EVSE."""
        return any(evse in limit.evses for limit in self.limits)


def frame(state: SiteState, outlets: Iterable[Outlet]) -> Run:
    """Quarters of an hour, the exact edges of what is booked, and those of what the stations hold."""
    until = state.now + HORIZON
    site_limit = state.limit_over(until)
    changes = {step.start for step in site_limit} | bookings.edges(state, until)
    changes |= {edge for outlet in outlets for edge in outlet.edges}
    marks = {edge for edge in changes if state.now < edge < until}
    times = tuple(sorted(marks.union(quarter_hours(state.now, until))))
    return Run(state, times, site_limit, limits_at(state, site_limit, times))
