"""What becomes of the goals in a plan: how much each car will have by its departure, and who loses what."""

from collections.abc import Iterator
from datetime import timedelta

from csms.domain import clock
from csms.domain.goals import Goal
from csms.domain.promises import Promise
from csms.scheduling.inputs import Car
from csms.scheduling.problem import EvseId, Method
from csms.scheduling.targets import Targets

WORTH_SAYING_WH = 500.0


def promises(targets: Targets) -> dict[EvseId, Promise]:
    """By EVSE; empty where the site was planned without goals."""
    return {evse: _promise(targets, car) for evse, car in targets.cars.items()} if targets.promising else {}


def losers(targets: Targets) -> Iterator[str]:
    """In words, whose goal cannot be met of those that somebody has said."""
    for evse, promise in promises(targets).items():
        car = targets.cars[evse]
        if car.said and promise.missing_wh >= WORTH_SAYING_WH:
            missing, wanted = promise.missing_wh / 1000, promise.wanted_wh / 1000
            where = f"{car.outlet.station.identity} EVSE {evse[1]}"
            yield f"{where} will miss {missing:.1f} of {wanted:.1f} kWh{_by(promise.goal)}"


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
    plan, leaves = targets.plan, car.goal.departure or targets.until
    ends = (*plan.starts[1:], targets.until)
    hours = ((min(end, leaves) - start) / timedelta(hours=1) for start, end in zip(plan.starts, ends, strict=True))
    points = plan.set_points[car.outlet.evse]
    return sum(max(0.0, span) * point for span, point in zip(hours, points, strict=True)) * car.watts_per_a


def _by(goal: Goal) -> str:
    return f" by {clock.to_text(goal.departure)}" if goal.departure else ""
