"""Schedulers on one simulated site, side by side, and how long a plan takes: `make bench-scheduling`.

The sessions are generated. The rivals are acnportal's own: least laxity first, earliest deadline first, round robin.
"""

import argparse
import time
import warnings
from statistics import median
from typing import Any

import numpy as np
from acnportal import algorithms
from acnportal.acnsim import analysis

from tests.bench.acn_site import VOLTS, Audit, Candidate, cars, simulate
from tests.bench.timing import one_problem, time_plan

COLUMNS = ("demand met %", "full %", "worst 5 %", "peak kW", "energy $", "switches", "violations", "ms/step")


def rivals() -> dict[str, Any]:
    def sorted_by(order: Any, kind: Any = algorithms.SortedSchedulingAlgo, **more: Any) -> Any:
        estimator = algorithms.SimpleRampdown()
        return kind(order, estimate_max_rate=True, max_rate_estimator=estimator, uninterrupted_charging=True, **more)

    return {
        "csms": Candidate(),
        "least laxity": sorted_by(algorithms.least_laxity_first),
        "earliest deadline": sorted_by(algorithms.earliest_deadline_first),
        "round robin": sorted_by(algorithms.first_come_first_served, algorithms.RoundRobin, continuous_inc=1),
        "uncontrolled": algorithms.UncontrolledCharging(),
    }


def row(algorithm: Any, evs: list[Any], limit_kw: float) -> tuple[float, ...]:
    audit = Audit()
    timed(algorithm, audit)
    simulator, site = simulate(algorithm, evs, limit_kw)
    got, want = np.array([(ev.energy_delivered, ev.requested_energy) for ev in evs]).T
    share = np.minimum(got / want, 1)
    peak_kw = simulator.charging_rates.sum(axis=0).max() * VOLTS / 1000
    return (
        100 * np.minimum(got, want).sum() / want.sum(),
        100 * np.mean(got > want - 0.1),
        100 * np.percentile(share, 5),
        peak_kw,
        analysis.energy_cost(simulator),
        site.audit.switches / len(evs),
        site.audit.violations,
        median(audit.milliseconds),
    )


def timed(algorithm: Any, audit: Audit) -> None:
    inner = algorithm.schedule

    def schedule(sessions: list[Any]) -> Any:
        begin = time.perf_counter()
        answer = inner(sessions)
        if sessions:
            audit.milliseconds.append((time.perf_counter() - begin) * 1000)
        return answer

    algorithm.schedule = schedule


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--limits-kw", default="30,60")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--cars", type=int, default=60, help="a day")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    for limit_kw in map(float, args.limits_kw.split(",")):
        print(f"\n{limit_kw:g} kW, {args.days} days, {len(cars(args.days, args.cars, args.seed))} cars")
        print(f"{'':<18}" + "".join(f"{name:>13}" for name in COLUMNS))
        for name, algorithm in rivals().items():
            values = row(algorithm, cars(args.days, args.cars, args.seed), limit_kw)
            print(f"{name:<18}" + "".join(f"{value:>13.1f}" for value in values), flush=True)
    print("\none plan, ms, median of 5")
    for count, steps in ((50, 96), (200, 96), (1000, 96)):
        plan, ms = time_plan(one_problem(count, steps), 5)
        print(f"{count:>5} cars x {steps} steps {ms:>10.0f}  {plan.method}", flush=True)


if __name__ == "__main__":
    main()
