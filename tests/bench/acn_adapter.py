"""`csms.scheduling.solve` as a candidate of ../shared/acn/bench.py: plain JSON in, currents out."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from csms.scheduling import Habit, Limit, Problem, Punctuality, Session, Strategy, Taper, Tariff
from csms.scheduling import solve as solve_site
from tests.bench.acn_stays import follow, stays

_ANY_A = 0.001
"""The bench's EVSEs without set points of their own take any current, and its other candidates make use of it."""


def solve(problem: dict[str, Any]) -> dict[str, Any]:
    now, step, state = (
        datetime.fromisoformat(problem["now"]),
        timedelta(minutes=problem["step_min"]),
        problem["state"] or {},
    )
    starts = tuple(now + index * step for index in range(problem["horizon"]))
    tapers, habit = state.get("tapers", {}), Habit(**state.get("habit", {}))
    here = stays(problem["sessions"], now, step)
    punctuality, known = follow(Punctuality(**state.get("punctuality", {})), state.get("stays", {}), here, now)
    sessions = tuple(_session(s, now, step, Taper(**tapers.get(s["session"], {}))) for s in problem["sessions"])
    limits = tuple(_limit(constraint, len(starts)) for constraint in problem["constraints"])
    strategy, tariff = Strategy.AS_FAST_AS_POSSIBLE, Tariff()
    if problem.get("goal") == "profit":
        strategy, tariff = Strategy.CHEAPEST_BY_DEPARTURE, _tariff(problem)
    plan = solve_site(Problem(starts, starts[-1] + step, sessions, limits, tariff, strategy, habit, punctuality))
    learned = {s["session"]: asdict(plan.tapers[s["evse"], 1]) for s in problem["sessions"]}
    amps = {evse: [plan.set_points[evse, number][0]] for evse, number in plan.set_points}
    memory = {"tapers": learned, "habit": asdict(plan.habit), "punctuality": asdict(punctuality), "stays": known}
    return {"amps": amps, "state": memory}


def _session(s: dict[str, Any], now: datetime, step: timedelta, taper: Taper) -> Session:
    return Session(
        evse=(s["evse"], 1),
        arrival=now + s["arrival"] * step,
        departure=now if s["overdue"] else now + s["departure"] * step,
        max_a=s["max_a"],
        min_a=s["min_a"],
        step_a=_ANY_A,
        allowed_a=tuple(amps for amps in s["pilots"] or () if amps),
        energy_wh=s["kwh"] * 1000,
        delivered_wh=s["kwh_delivered"] * 1000,
        watts_per_a=s["kw_per_a"] * 1000,
        last_a=s["last_a"],
        measured_a=s["measured_a"],
        taper=taper,
    )


def _tariff(problem: dict[str, Any]) -> Tariff:
    """A day's part of the month's demand charge: a higher peak serves all the days that are left of it.

    Three quarters of last month's best peak count as paid for, as in Lee et al. 2021 (section on demand charges).
    """
    charge = problem["demand_charge"] / problem["days_left"]
    peak_kw = max(problem["peak_kw"], 0.75 * problem["peak_hint_kw"])
    return Tariff(tuple(problem["price"]), (), charge, peak_kw * 1000, problem["revenue"])


def _limit(constraint: dict[str, Any], steps: int) -> Limit:
    phasors = {(evse, 1): complex(re, constraint["im"].get(evse, 0.0)) for evse, re in constraint["re"].items()}
    phasors |= {(evse, 1): complex(0.0, im) for evse, im in constraint["im"].items() if (evse, 1) not in phasors}
    return Limit(constraint["id"], frozenset(phasors), (constraint["limit_a"],) * steps, phasors)
