"""The work of a simulation: each task replays as many steps as fit into its time and asks for the next.

A month takes some hundred tasks. What has been done is saved before the next is asked for; a task that comes again
finds that its step is done, and only asks.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from csms.application.past_sessions import past_sessions
from csms.application.ports import Ports
from csms.application.request_simulation import continue_simulation
from csms.application.simulation_result import Work, done
from csms.application.simulation_rules import load_of, period_of, prices_of, rules_of
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.past_load import PastLoad
from csms.domain.simulations import Simulation, SimulationStatus, Variant
from csms.domain.sites import Site
from csms.scheduling.simulation import STEP, Course, energy_per_step

BUDGET = timedelta(seconds=4)
_LOAD = "load"
_REPLAYED = (Variant.EQUAL_SHARE, Variant.PLANNED)


def run_simulation(ports: Ports, task: dict[str, Any]) -> None:
    simulation = _waiting(ports, task)
    if simulation is None:
        return
    site = ports.sites.get(simulation.site_id)
    try:
        after = _run(ports, simulation, site) if site else _failed(simulation, "the site has been removed")
        ports.simulations.save(after)
    except ConcurrentChangeError:
        return
    if not after.finished:
        continue_simulation(ports, after)


def give_up_simulation(ports: Ports, task: dict[str, Any]) -> None:
    """The work of this task keeps failing, or killing the function: the simulation ends, and says so."""
    simulation = _waiting(ports, task)
    if simulation is None:
        return
    reached = clock.to_text(simulation.trial.start + simulation.step * STEP)
    error = f"the work at {reached} has failed again and again; the log of scheduled_task says why"
    try:
        ports.simulations.save(_failed(simulation, error))
    except ConcurrentChangeError:
        return


def _waiting(ports: Ports, task: dict[str, Any]) -> Simulation | None:
    """The simulation, where it waits for this task."""
    simulation = ports.simulations.get(task["simulation_id"])
    if simulation is None or simulation.finished:
        return None
    if simulation.step > task["step"]:
        continue_simulation(ports, simulation)
        return None
    return simulation


def _run(ports: Ports, simulation: Simulation, site: Site) -> Simulation:
    work, begun, step = _take_up(ports, simulation, site), ports.now(), simulation.step
    while step < simulation.steps and (step == simulation.step or ports.now() - begun < BUDGET):
        _replay(ports, simulation, work, step)
        step += 1
    if step < simulation.steps:
        state = {variant.value: course.to_dict() for variant, course in work.courses.items()}
        state[_LOAD] = work.load.to_dict()
        return replace(simulation, status=SimulationStatus.RUNNING, step=step, state=state)
    return done(replace(simulation, step=step), work)


def _take_up(ports: Ports, simulation: Simulation, site: Site) -> Work:
    trial, state = simulation.trial, simulation.state or {}
    period = period_of(site, trial, simulation.steps)
    load = PastLoad.from_dict(state[_LOAD]) if _LOAD in state else load_of(ports, trial, site, period)
    period = replace(period, net_w=load.net_w)
    booked = ports.schedules.of_site(site.id)
    prices = prices_of(ports, trial, site, booked, period)
    stations = {station.key: station for station in ports.stations.of_site(site.id)}
    strategies = {Variant.EQUAL_SHARE: None, Variant.PLANNED: trial.strategy}
    rules = {v: rules_of(trial, site, booked, stations, prices, load, period, s) for v, s in strategies.items()}
    courses = {v: Course.from_dict(state[v.value]) if v.value in state else Course.of(period) for v in Variant}
    return Work(period, prices, load, stations, rules, courses)


def _replay(ports: Ports, simulation: Simulation, work: Work, step: int) -> None:
    start, period = work.period.start(step), work.period
    found = []
    if start < simulation.trial.until:
        end = min(start + STEP, simulation.trial.until)
        found = list(past_sessions(ports, simulation.site_id, start, end, work.stations))
    as_it_was = work.courses[Variant.AS_IT_WAS].score
    for session, curve in found:
        taken = energy_per_step(curve, period.first, STEP, period.count)
        as_it_was.load_wh = [old + new for old, new in zip(as_it_was.load_wh, taken, strict=True)]
        as_it_was.close(session, curve[-1][1])
    for variant in _REPLAYED:
        work.courses[variant].step(step, [session for session, _ in found], period, work.rules[variant])


def _failed(simulation: Simulation, error: str) -> Simulation:
    return replace(simulation, status=SimulationStatus.FAILED, state=None, error=error)
