"""What is booked for a site, and what stations and cars tell of themselves, as the solver takes it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from csms.domain import bookings_over, external_limits, sites
from csms.domain.bookings_over import Subject
from csms.domain.currents import round_down
from csms.domain.goals import Goal, GoalSource
from csms.scheduling.bounds import Outlet
from csms.scheduling.problem import Limit, Session
from csms.scheduling.site_state import SiteState

WHOLE_STATION = 0


def booked_goals(state: SiteState, outlet: Outlet) -> tuple[Goal, ...]:
    """What the schedules in force say of the session: a target, a priority, both or none."""
    zone, subject = sites.zone(state.site), _subject(outlet)
    target = bookings_over.target_of(state.schedules, zone, subject, state.now)
    priority = bookings_over.priority_of(state.schedules, zone, subject, state.now)
    if target is None:
        return () if priority is None else (Goal(GoalSource.SCHEDULE, priority=priority),)
    booked, departure = target
    return (
        Goal(
            GoalSource.SCHEDULE,
            energy_wh=booked.energy_wh,
            soc_percent=booked.soc_percent,
            battery_wh=booked.battery_wh,
            departure=departure,
            priority=priority,
        ),
    )


def bounded(state: SiteState, outlet: Outlet, session: Session, starts: Sequence[datetime]) -> Session:
    """The session within its quiet hours, others' limits at its EVSE, and what its car says it can take."""
    needs = outlet.session.ev_needs if outlet.session else None
    max_a = round_down(min(session.max_a, needs.max_a if needs and needs.max_a else math.inf), session.step_a)
    least_a = max(session.min_a, needs.min_a if needs and needs.min_a else 0.0)
    ceiling_a = _ceilings(state, outlet, session.step_a, starts)
    return replace(
        session,
        max_a=max_a,
        min_a=least_a if least_a <= max_a else session.min_a,
        ceiling_a=ceiling_a if any(map(math.isfinite, ceiling_a)) else (),
    )


def station_limits(state: SiteState, starts: Sequence[datetime]) -> Iterator[Limit]:
    """Others' limits on whole stations. Their stations keep them whatever they are told: only the plan needs them."""
    for station in state.members:
        limit_a = tuple(external_limits.ceilings(station.external_limits, WHOLE_STATION, starts))
        if any(map(math.isfinite, limit_a)):
            yield Limit(station.identity, frozenset((station.key, evse) for evse in station.evses), limit_a)


def edges(state: SiteState, until: datetime) -> set[datetime]:
    """Every time until then at which anything booked, or any limit of others, changes."""
    booked = bookings_over.edges(state.schedules, sites.zone(state.site), state.now, until)
    others = (step.start for station in state.members for one in station.external_limits for step in one.steps)
    return booked | {edge for edge in others if state.now < edge < until}


def _ceilings(state: SiteState, outlet: Outlet, step_a: float, starts: Sequence[datetime]) -> tuple[float, ...]:
    quiet = bookings_over.quiet_over(state.schedules, sites.zone(state.site), _subject(outlet), starts)
    others = external_limits.ceilings(outlet.station.external_limits, outlet.evse[1], starts)
    lowest = (min(pair) for pair in zip(quiet, others, strict=True))
    return tuple(round_down(level, step_a) if math.isfinite(level) else level for level in lowest)


def _subject(outlet: Outlet) -> Subject:
    running = outlet.session
    token_key, group_key = (running.token_key, running.group_key) if running else (None, None)
    return Subject(outlet.station.key, token_key, group_key)
