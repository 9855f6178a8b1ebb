"""From the stored plan to what a run knows of its cars, and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from csms.domain import goals, load_forecast, sites
from csms.domain.plans import EvsePlan, SitePlan
from csms.scheduling.bounds import Outlet
from csms.scheduling.inputs import Car, car
from csms.scheduling.memory import CarMemory, SiteMemory
from csms.scheduling.problem import EvseId
from csms.scheduling.promises import losers, promises, unreckoned
from csms.scheduling.site_state import SiteState
from csms.scheduling.targets import Targets

Cars = Mapping[EvseId, Car]


def cars(state: SiteState, outlets: Sequence[Outlet], previous: SitePlan | None) -> Cars:
    """Every running session, with what earlier runs have learned of its car."""
    known = {evse.transaction_id: CarMemory.from_dict(evse.memory) for evse in previous.evses} if previous else {}
    return {
        outlet.evse: car(state, outlet, known.get(outlet.session.transaction_id, CarMemory()))
        for outlet in outlets
        if outlet.session
    }


def calm(memory: SiteMemory, cars: Cars, previous: SitePlan | None) -> bool:
    """Whether the cars are those of the run before, and what was said of each and of the site is the same."""
    before = {evse.transaction_id for evse in previous.evses} if previous else set()
    same = all(car.memory.said == car.told for car in cars.values())
    same = same and memory.said == _before(previous).said
    return same and before == {car.running.transaction_id for car in cars.values()}


def site_memory(state: SiteState, cars: Cars, previous: SitePlan | None) -> SiteMemory:
    """With the power that the site draws now, as far as it is measured: the sessions', and the building's beyond its
    solar power."""
    memory = _before(previous)
    power_w = sum(
        (car.running.measured_a or 0.0) * car.watts_per_a if car.running.power_w is None else car.running.power_w
        for car in cars.values()
    )
    if not load_forecast.is_stale(state.load, state.now):
        power_w += sum(load_forecast.building_left_at(state.load, state.now, [state.now]))
    local = state.now.astimezone(sites.zone(state.site))
    return replace(
        memory,
        peak=memory.peak.seen(power_w, local, state.metered_peak_w),
        said=_said(state),
        punctuality=memory.punctuality.seen(_departures_of_gone(cars, previous), state.now),
    )


def _before(previous: SitePlan | None) -> SiteMemory:
    return SiteMemory.from_dict(previous.memory if previous else {})


def _departures_of_gone(cars: Cars, previous: SitePlan | None) -> Iterator[datetime]:
    """Until when the sessions were said to stay that have ended since the run before."""
    here = {car.running.transaction_id for car in cars.values()}
    gone = (evse for evse in previous.evses if evse.transaction_id not in here) if previous else ()
    for evse in gone:
        goal = goals.merged(CarMemory.from_dict(evse.memory).said)
        if goal is not None and goal.departure is not None:
            yield goal.departure


def _said(state: SiteState) -> str:
    """By what the site is steered, and the limits of others: how many, and when the last of them was told."""
    told = [limit.at for station in state.members for limit in station.external_limits]
    return f"{state.site.strategy} {len(told)} {max(told, default='')}"


def remember(plan: SitePlan, targets: Targets, cars: Cars, memory: SiteMemory) -> SitePlan:
    """The plan with what became of the goals, and with what the next run needs."""
    kept = promises(targets)

    def with_memory(evse: EvsePlan) -> EvsePlan:
        key = (evse.station_key, evse.evse)
        memory = _car_memory(targets, key, cars[key]).to_dict()
        return replace(evse, promise=kept.get(key), memory=memory)

    return replace(
        plan,
        evses=tuple(with_memory(evse) for evse in plan.evses),
        problems=(*plan.problems, *unreckoned(targets), *losers(targets, kept)),
        method=targets.plan.method.value,
        memory=replace(memory, habit=targets.plan.habit).to_dict(),
    )


def _car_memory(targets: Targets, evse: EvseId, car: Car) -> CarMemory:
    memory = replace(car.memory, said=car.told)
    if car.offered_a is None or evse not in targets.cars:
        return memory
    return replace(memory, taper=targets.plan.tapers[evse], observed_at=car.running.measured_at)
