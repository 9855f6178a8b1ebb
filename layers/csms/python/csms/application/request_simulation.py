"""Ask for a dry run of a site's past; the work is done by tasks, a stretch at a time."""

from csms.application.ports import Ports
from csms.domain import clock, simulations
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.simulations import Simulation, Trial
from csms.domain.sites import Site
from csms.scheduling.simulation import HORIZON, STEP

AT_ONCE = 3
_DELAY_S = 2


def request_simulation(ports: Ports, site: Site, trial: Trial, label: str) -> Simulation:
    """The queued simulation.

    Raises InvalidError naming the member that is wrong, ConflictError while `AT_ONCE` others of the site are not done.
    """
    simulations.validate(trial, site, ports.now())
    if trial.price_zone and trial.price_per_kwh is None and ports.price_zones.get(trial.price_zone) is None:
        raise InvalidError(f"there is no price zone {trial.price_zone}", "price_zone")
    newest = ports.simulations.page(site.id, 20, None).items
    if sum(not simulation.finished for simulation in newest) >= AT_ONCE:
        raise ConflictError(f"{AT_ONCE} simulations of site {site.id} are still at work")
    # The cars that came last may stay as long as the planner looks ahead.
    steps = -((trial.start - trial.until - HORIZON) // STEP)
    simulation = Simulation(ports.new_id(), site.id, label, clock.to_text(ports.now()), trial, steps)
    ports.simulations.save(simulation)
    continue_simulation(ports, simulation)
    return simulation


def continue_simulation(ports: Ports, simulation: Simulation) -> None:
    task = {"task": "simulate", "simulation_id": simulation.id, "step": simulation.step}
    ports.queues.after(_DELAY_S, task)
