"""Dry runs: a site's past sessions under another limit, price or strategy."""

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.request_simulation import request_simulation
from csms.domain.errors import NotFoundError
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName
from operator_api.simulation_views import (
    DetailedSimulationView,
    SimulationBody,
    SimulationView,
    detailed_view,
    trial,
    view,
)

router = routing.router()


@router.post("/api/sites/<site_id>/simulations", responses=answers.ACCEPTED)
def simulate(site_id: PathName, body: SimulationBody) -> Response[SimulationView]:
    """Replay past sessions under other rules, with the live planner's optimiser. 409 while three are at work.

    A month takes some minutes; `Location` is where it can be followed.
    """
    ports = bootstrap.ports()
    site = ports.sites.get(site_id)
    if site is None:
        raise NotFoundError(f"there is no site {site_id}")
    made = request_simulation(ports, site, trial(body, site), body.label)
    return Response(202, answers.JSON, view(made), {"Location": f"/api/simulations/{made.id}"})


@router.get("/api/sites/<site_id>/simulations")
def list_simulations(site_id: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[SimulationView]:
    """A site's simulations of the last 90 days, newest first."""
    return Page.of(bootstrap.ports().simulations.page(site_id, limit, cursor), view)


@router.get("/api/simulations/<simulation_id>")
def read(simulation_id: PathName) -> DetailedSimulationView:
    """A simulation: how far it is, and what came of it, hour by hour and session by session."""
    simulation = bootstrap.ports().simulations.get(simulation_id)
    if simulation is None:
        raise NotFoundError(f"there is no simulation {simulation_id}")
    return detailed_view(simulation)


@router.delete("/api/sites/<site_id>/simulations/<simulation_id>", responses=answers.REMOVED)
def remove_simulation(site_id: PathName, simulation_id: PathName) -> Response[str]:
    """Forget a simulation; one that is at work stops."""
    ports = bootstrap.ports()
    simulation = ports.simulations.get(simulation_id)
    if simulation is None or simulation.site_id != site_id:
        raise NotFoundError(f"there is no simulation {simulation_id} of site {site_id}")
    ports.simulations.remove(simulation_id)
    return answers.removed()
