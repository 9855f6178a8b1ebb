"""The cars of a site as the solver sees them: what each is to get, and what was learned of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csms.domain import goals, habits, sites, steps
from csms.domain.currents import round_down
from csms.domain.goals import Goal, GoalSource
from csms.domain.habits import Stay
from csms.domain.power import AC_PHASES, NOMINAL_V
from csms.scheduling.bookings import booked_goals
from csms.scheduling.bounds import Outlet
from csms.scheduling.memory import CarMemory
from csms.scheduling.problem import Session
from csms.scheduling.site_state import RunningSession, SiteState

SETTLES = timedelta(minutes=2)
"""So long a car may take to follow a new set point, most of it where it has to wake up, and a meter to show it."""
SURE = 0.5
"""From this confidence on, what was learned is planned with even where nobody has said anything."""
_ENOUGH_WH = 50.0
_COUNTABLE_A = 4.0


@dataclass(frozen=True)
class Car:
    """A session with what it is to get: `wanted_wh`, counted from its start. `told` is what was said of it.

    `guessed_phases` are what the car has told, else those of its token's last session. `offered_a` is the set point
    under which its current was measured, None where nothing new was, or not for long enough under one set point to say
    what the car made of it.
    """

    outlet: Outlet
    running: RunningSession
    goal: Goal
    wanted_wh: float
    memory: CarMemory
    told: tuple[Goal, ...] = ()
    offered_a: float | None = None
    guessed_phases: int | None = None

    @property
    def watts_per_a(self) -> float:
        """As its meter shows; before that by the station or the guess, whichever allows less. No limit
        rests on it: a car counts on every phase."""
        station_w = self.outlet.station.watts_per_a
        guessed_w = self.guessed_phases * NOMINAL_V if self.guessed_phases else None
        guesses = [watts for watts in (station_w, guessed_w) if watts]
        return self.memory.watts_per_a or min(guesses, default=NOMINAL_V)

    @property
    def left_wh(self) -> float:
        return max(0.0, self.wanted_wh - self.running.delivered_wh)

    @property
    def said(self) -> bool:
        """Whether somebody has said any of it."""
        return self.goal.source is not GoalSource.LEARNED


def car(state: SiteState, outlet: Outlet, memory: CarMemory) -> Car:
    """The goals that were said, and what past sessions teach of the rest."""
    running = outlet.session
    assert running is not None, "only a session has a goal"
    stay = Stay(running.started_at, running.delivered_wh, running.token_key)
    learned = habits.guess(state.habits, stay, state.now, sites.zone(state.site))
    told = (*running.goals, *booked_goals(state, outlet))
    goal = goals.merged([*told, learned]) or learned
    wanted_wh = goal.wanted_wh(running.delivered_wh, running.soc_percent)
    if wanted_wh is None:
        wanted_wh = learned.wanted_wh(running.delivered_wh, None) or 0.0
    seen = replace(memory, watts_per_a=_watts_per_a(running) or memory.watts_per_a)
    phases = (running.ev_needs.phases if running.ev_needs else None) or state.habits.phases(running.token_key)
    return Car(outlet, running, goal, wanted_wh, seen, told, _offered_a(outlet, memory), phases)


def promising(cars: Iterable[Car]) -> bool:
    """Whether anybody has said what a car is to get or who comes first, or enough is known of one to expect it."""
    return any(car.said or car.goal.priority is not None or car.goal.confidence >= SURE for car in cars)


def session_of(car: Car, now: datetime, promising: bool) -> Session:
    """As the solver is given it; without goals where the site has none to speak of."""
    running, station, observed = car.running, car.outlet.station, car.offered_a is not None
    plain = Session(
        evse=car.outlet.evse,
        arrival=running.started_at,
        max_a=round_down(station.max_a, station.step_a),
        min_a=station.min_a,
        step_a=station.step_a,
        delivered_wh=running.delivered_wh,
        watts_per_a=car.watts_per_a,
        last_a=car.offered_a if observed else _set_point(car.outlet, now),
        measured_a=running.measured_a if observed else None,
        drawn_wh=0.0,
        taper=car.memory.taper,
    )
    return _with_goal(plain, car) if promising else plain


def _with_goal(plain: Session, car: Car) -> Session:
    """One that has all it was promised may have more where nobody else needs it and it costs nothing that matters."""
    priority, departure = car.goal.priority or 1.0, car.goal.departure
    if car.left_wh < _ENOUGH_WH:
        return replace(plain, departure=departure, priority=priority, bonus=True)
    return replace(plain, departure=departure, priority=priority, energy_wh=car.left_wh)


def _watts_per_a(running: RunningSession) -> float | None:
    """From the power over all phases and the current of the most loaded one, or from the currents of the phases; None
    where too little flows to tell."""
    if running.measured_a is None or running.measured_a < _COUNTABLE_A:
        return None
    phases = running.phases
    if running.power_w is not None:
        phases = round(running.power_w / running.measured_a / NOMINAL_V)
    return NOMINAL_V * min(max(phases, 1), AC_PHASES) if phases is not None else None


def _offered_a(outlet: Outlet, memory: CarMemory) -> float | None:
    """The least set point of the time before the current was measured; a raise since then says nothing of it."""
    running, accepted = outlet.session, outlet.control.accepted
    if running is None or running.measured_a is None or running.measured_at is None:
        return None
    at = running.measured_at
    if memory.observed_at is not None and at <= memory.observed_at:
        return None
    if outlet.control.empty and at >= running.started_at + SETTLES:
        return _set_point(outlet, at)
    if accepted is None or outlet.control.doubtful or at < accepted.at + SETTLES:
        return None
    if accepted.until is not None and at >= accepted.until:
        return None
    edges = [step.start for step in accepted.steps if at - SETTLES < step.start <= at]
    return min(steps.sample(accepted.steps, [at - SETTLES, *edges]))


def _set_point(outlet: Outlet, moment: datetime) -> float | None:
    """None where more than one may be in force."""
    highest, lowest = outlet.at_most([moment])[0], outlet.lowest([moment])[0]
    return round_down(highest) if highest == lowest else None
