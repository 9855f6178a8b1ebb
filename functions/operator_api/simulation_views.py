"""Dry runs as operators ask for them and read them."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from csms.domain import clock
from csms.domain.simulations import Simulation, SimulationStatus, Trial, Variant
from csms.domain.sites import Node, Site, Strategy
from csms.scheduling.simulation import STEP
from operator_api.fields import Body, Name, Number, ShownTime, Time
from operator_api.simulation_results import DetailedResultView, ResultView, results
from operator_api.site_views import EnergyValue, ExpectedPeak, Limited, NodeBody, NodeView

_EXAMPLE: Any = {
    "label": "A connection of 80 A",
    "from": "2026-02-01T00:00:00+01:00",
    "to": "2026-03-01T00:00:00+01:00",
    "limit_a": 80,
    "strategy": "cheapest_by_departure",
}
Price = Annotated[Number, Field(ge=-1_000_000, le=1_000_000)]
Money = Annotated[Number, Field(ge=0, le=1_000_000)]


class SimulationBody(Body):
    """What is tried on the sessions that began from `from` to before `to`; what is left out is as the site has it now.

    `booked_limits`, `booked_prices`: whether what is booked for the site holds as well, then as it does now.
    `price_per_kwh` is one price for all hours, instead of those of `price_zone` and what is booked. `site_load`:
    whether what the building drew and its solar panels produced counts, by the readings of the last 15 days; of hours
    without any, what is usual at that time of the week.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    label: Name = "simulation"
    start: Annotated[Time, Field(alias="from")]
    until: Annotated[Time, Field(alias="to", description="At most 92 days later, and past.")]
    limit_a: Limited | None = None
    nodes: Annotated[tuple[NodeBody, ...], Field(max_length=200)] | None = None
    booked_limits: bool = True
    booked_prices: bool = True
    strategy: Strategy | None = None
    price_zone: Name | None = None
    price_per_kwh: Price | None = None
    demand_charge_per_kw: Money | None = None
    expected_peak_kw: ExpectedPeak | None = None
    energy_value_per_kwh: EnergyValue | None = None
    site_load: bool = True


class TrialView(BaseModel):
    start: Annotated[ShownTime, Field(serialization_alias="from")]
    until: Annotated[ShownTime, Field(serialization_alias="to")]
    limit_a: float | None
    nodes: list[NodeView]
    booked_limits: bool
    booked_prices: bool
    strategy: Strategy
    price_zone: str | None
    price_per_kwh: float | None
    demand_charge_per_kw: float
    expected_peak_kw: float | None
    energy_value_per_kwh: float | None
    site_load: bool


class SimulationView(BaseModel):
    """`progress_percent` of the work is done. `unpriced_hours` of charging are counted with the mean price, and
    `unmeasured_hours` with what the building usually draws, or the site's `assumed_load_a`.

    `results` compare what the meters measured (`as_it_was`) with the same sessions under what is tried: every car its
    equal share (`equal_share`), or planned by the strategy with departures and energies known (`planned`).
    """

    id: str
    site_id: str
    label: str
    created_at: ShownTime
    trial: TrialView
    status: SimulationStatus
    progress_percent: int
    error: str | None
    currency: str | None
    unpriced_hours: float
    unmeasured_hours: float
    results: dict[Variant, ResultView] | None


class DetailedSimulationView(SimulationView):
    results: dict[Variant, DetailedResultView] | None  # type: ignore[assignment]


def trial(body: SimulationBody, site: Site) -> Trial:
    return Trial(
        start=clock.parse_stored(body.start),
        until=clock.parse_stored(body.until),
        strategy=body.strategy or site.strategy,
        limit_a=site.limit_a if body.limit_a is None else body.limit_a,
        nodes=site.nodes if body.nodes is None else tuple(Node(**node.model_dump()) for node in body.nodes),
        booked_limits=body.booked_limits,
        booked_prices=body.booked_prices,
        price_zone=body.price_zone or site.price_zone,
        price_per_kwh=body.price_per_kwh,
        demand_charge_per_kw=(
            site.demand_charge_per_kw if body.demand_charge_per_kw is None else body.demand_charge_per_kw
        ),
        expected_peak_kw=site.expected_peak_kw if body.expected_peak_kw is None else body.expected_peak_kw,
        energy_value_per_kwh=(
            site.energy_value_per_kwh if body.energy_value_per_kwh is None else body.energy_value_per_kwh
        ),
        site_load=body.site_load,
    )


def view(simulation: Simulation) -> SimulationView:
    return SimulationView(**_members(simulation), results=results(simulation, ResultView))


def detailed_view(simulation: Simulation) -> DetailedSimulationView:
    return DetailedSimulationView(**_members(simulation), results=results(simulation, DetailedResultView))


def _members(simulation: Simulation) -> dict[str, Any]:
    return {
        **{name: getattr(simulation, name) for name in ("id", "site_id", "label", "created_at", "status", "error")},
        "trial": _trial_view(simulation.trial),
        "progress_percent": 100 * simulation.step // simulation.steps,
        "currency": simulation.currency,
        "unpriced_hours": simulation.unpriced_steps * (STEP / timedelta(hours=1)),
        "unmeasured_hours": simulation.unmeasured_steps * (STEP / timedelta(hours=1)),
    }


def _trial_view(trial: Trial) -> TrialView:
    nodes = [NodeView(**node.__dict__) for node in trial.nodes]
    start, until = clock.to_text(trial.start), clock.to_text(trial.until)
    return TrialView(**{**trial.__dict__, "start": start, "until": until, "nodes": nodes})
