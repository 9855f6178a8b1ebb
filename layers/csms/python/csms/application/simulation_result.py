"""What came of a simulation, when all its steps are done."""

from dataclasses import dataclass, replace
from typing import Any

from csms.application.simulation_rules import Prices
from csms.domain.past_load import PastLoad
from csms.domain.simulations import Simulation, SimulationStatus, Variant
from csms.domain.stations import Station
from csms.scheduling.simulation import Course, Period, Rules


@dataclass
class Work:
    """A simulation taken up: what does not change from step to step, and the courses, which do."""

    period: Period
    prices: Prices
    load: PastLoad
    stations: dict[str, Station]
    rules: dict[Variant, Rules]
    courses: dict[Variant, Course]


def done(simulation: Simulation, work: Work) -> Simulation:
    charge = simulation.trial.demand_charge_per_kw
    return replace(
        simulation,
        status=SimulationStatus.DONE,
        state=None,
        currency=work.prices.currency,
        unpriced_steps=_unpriced_steps(work),
        unmeasured_steps=sum(work.period.start(index) < simulation.trial.until for index in work.load.unmeasured),
        results={variant.value: _result(course, work, charge) for variant, course in work.courses.items()},
    )


def _unpriced_steps(work: Work) -> int:
    """Without a price, though a car was charged."""
    loads = [course.score.load_wh for course in work.courses.values()]
    return sum(any(load_wh[step] for load_wh in loads) for step in work.prices.unpriced)


def _result(course: Course, work: Work, demand_charge_per_kw: float) -> dict[str, Any]:
    course.finish()
    score, period = course.score, work.period
    return {
        "sessions": score.sessions,
        "full_sessions": score.full,
        "worst_percent": score.worst_percent,
        "wanted_wh": round(score.wanted_wh, 1),
        "delivered_wh": round(score.delivered_wh, 1),
        "peak_w": round(score.peak_w(period, 0, period.count), 1),
        "own_solar_wh": round(sum(score.own_solar_wh(period)), 1),
        "energy_cost": round(score.energy_cost(period, work.prices.per_step), 2) if work.prices.known else None,
        "demand_cost": round(sum(score.added_peaks_w(period)) / 1000 * demand_charge_per_kw, 2),
        "fallback_plans": course.replay.fallbacks,
        "hourly_w": score.hourly_w(),
        "losses": [loss.__dict__ for loss in score.losses],
    }
