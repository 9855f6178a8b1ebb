"""One step of the past under other rules: the live planner's `solve`, and cars that take what they could then."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from csms.domain.sites import Strategy
from csms.scheduling.problem import EvseId, Limit, Method, Plan, Problem, Tariff
from csms.scheduling.simulation.guest import STEP, Guest, charge
from csms.scheduling.simulation.past import PastSession
from csms.scheduling.solver import solve
from csms.scheduling.taper import Habit

HORIZON = timedelta(hours=24)
_DEADLINE_S = 1.0
_DONE_WH = 1.0


@dataclass(frozen=True)
class Rules:
    """What is tried. `strategy` None: the equal share of a planner that is told no wishes.

    `limits_over` and `tariff_over` answer for the starts of steps; the one is given the EVSEs that have a car, the
    other the peak so far in W.
    """

    strategy: Strategy | None
    limits_over: Callable[[Sequence[datetime], Sequence[EvseId]], tuple[Limit, ...]]
    tariff_over: Callable[[Sequence[datetime], float], Tariff]


@dataclass(frozen=True)
class Replay:
    """The cars that are there, what was learned of such cars, and how often the optimiser was not done in time."""

    guests: tuple[Guest, ...] = ()
    habit: Habit = field(default_factory=Habit)
    fallbacks: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "guests": [guest.to_dict() for guest in self.guests]}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        guests = tuple(map(Guest.from_dict, members["guests"]))
        return cls(guests, Habit(**members["habit"]), members["fallbacks"])


@dataclass(frozen=True)
class Advanced:
    """After a step: the energy that all cars took in it, and those that left."""

    replay: Replay
    load_wh: float
    left: tuple[Guest, ...]


def advance(replay: Replay, arriving: Iterable[PastSession], at: datetime, rules: Rules, peak_w: float) -> Advanced:
    """The step from `at`; `arriving` come before it ends. Departures and energies are known, as if stated."""
    guests, replaced = _newest((*replay.guests, *map(Guest, arriving)))
    wanting = [guest for guest in guests if guest.left_wh > _DONE_WH]
    if wanting:
        plan = _plan(wanting, at, rules, peak_w, replay.habit)
        fallbacks = replay.fallbacks + (plan.method is Method.FALLBACK)
        replay = replace(replay, habit=plan.habit, fallbacks=fallbacks)
        charged = {guest.session.evse: charge(guest, plan, at) for guest in wanting}
    else:
        charged = {}
    after = [charged.get(guest.session.evse, guest) for guest in guests]
    staying = tuple(guest for guest in after if guest.session.departure > at + STEP)
    gone = tuple(guest for guest in after if guest.session.departure <= at + STEP)
    load_wh = sum(new.delivered_wh - old.delivered_wh for new, old in zip(after, guests, strict=True))
    return Advanced(replace(replay, guests=staying), load_wh, (*replaced, *gone))


def _newest(guests: Sequence[Guest]) -> tuple[list[Guest], list[Guest]]:
    """One car per EVSE; one that another came after has left, whatever its station said."""
    by_evse: dict[EvseId, Guest] = {}
    replaced = []
    for guest in sorted(guests, key=lambda guest: guest.session.arrival):
        if guest.session.evse in by_evse:
            replaced.append(by_evse[guest.session.evse])
        by_evse[guest.session.evse] = guest
    return list(by_evse.values()), replaced


def _plan(wanting: Sequence[Guest], at: datetime, rules: Rules, peak_w: float, habit: Habit) -> Plan:
    latest = min(max(guest.session.departure for guest in wanting), at + HORIZON)
    starts = tuple(at + index * STEP for index in range(-((at - latest) // STEP)))
    sessions = tuple(guest.session_now(known=rules.strategy is not None) for guest in wanting)
    problem = Problem(
        starts=starts,
        until=starts[-1] + STEP,
        sessions=sessions,
        limits=rules.limits_over(starts, [guest.session.evse for guest in wanting]),
        tariff=rules.tariff_over(starts, peak_w),
        strategy=rules.strategy or Strategy.FAIR_SHARE,
        habit=habit,
    )
    return solve(problem, _DEADLINE_S)
