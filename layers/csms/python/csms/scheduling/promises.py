"""What becomes of the goals in a plan: how much each car will have by its departure, and who loses what."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import timedelta

from csms.domain import clock
from csms.domain.goals import Goal
from csms.domain.promises import Promise
from csms.scheduling.inputs import Car
from csms.scheduling.problem import EvseId, Method
from csms.scheduling.targets import Targets

WORTH_SAYING_WH = 500.0
_HOUR = timedelta(hours=1)


def promises(targets: Targets) -> dict[EvseId, Promise]:
    """By EVSE; empty where the site was planned without goals."""
    return {evse: _promise(targets, car) for evse, car in targets.cars.items()} if targets.promising else {}


def losers(targets: Targets, made: Mapping[EvseId, Promise]) -> Iterator[str]:
    """In words, which of the promises `made` of what somebody has said cannot be kept."""
    for evse, promise in made.items():
        car = targets.cars[evse]
        if car.said and promise.missing_wh >= WORTH_SAYING_WH:
            missing, wanted = promise.missing_wh / 1000, promise.wanted_wh / 1000
            where = f"{car.outlet.station.identity} EVSE {evse[1]}"
            yield f"{where} will miss {missing:.1f} of {wanted:.1f} kWh{_by(promise.goal)}"


def unreckoned(targets: Targets) -> Iterator[str]:
    """In words, whose state of charge by departure cannot be reckoned in energy, and what is planned instead."""
    for evse, car in targets.cars.items():
        goal, running = car.goal, car.running
        if goal.soc_percent is None or goal.wanted_wh(running.delivered_wh, running.soc_percent) is not None:
            continue
        lacking = "what its battery holds" if goal.battery_wh is None else "its state of charge"
        where, wanted = f"{car.outlet.station.identity} EVSE {evse[1]}", f"{goal.soc_percent:g} %"
        yield f"{where} is to have {wanted}, but {lacking} is not known: planned with {car.wanted_wh / 1000:.1f} kWh"


def _promise(targets: Targets, car: Car) -> Promise:
    """The set points of far hours are rough: what is missing for certain only the solver knows, where it was asked."""
    delivered, offered_wh = car.running.delivered_wh, min(_offered_wh(targets, car), car.left_wh)
    missing = targets.plan.missing_wh.get(car.outlet.evse, 0.0)
    if targets.plan.method is not Method.OPTIMISED:
        missing = car.left_wh - offered_wh
    return Promise(
        goal=car.goal,
        wanted_wh=round(car.wanted_wh, 1),
        delivered_wh=delivered,
        planned_wh=round(delivered + min(offered_wh, car.left_wh - missing), 1),
        missing_wh=round(missing, 1),
    )


def _offered_wh(targets: Targets, car: Car) -> float:
    """What the set points hold until the departure."""
    plan, leaves = targets.plan, min(car.goal.departure or targets.until, targets.until)
    count = bisect_left(plan.starts, leaves)
    ends = (*plan.starts[1:count], leaves)
    steps = zip(plan.starts, ends, plan.set_points[car.outlet.evse], strict=False)
    return sum((end - start) / _HOUR * point for start, end, point in steps if point) * car.watts_per_a


def _by(goal: Goal) -> str:
    return f" by {clock.to_text(goal.departure)}" if goal.departure else ""
