"""What came of a dry run, as operators read it."""

from typing import Any, TypeVar

from pydantic import BaseModel

from csms.domain.simulations import Simulation, Variant
from operator_api.fields import ShownTime


class LossView(BaseModel):
    """A session that got less than it wanted."""

    transaction_id: str
    station: str
    evse: int
    started_at: ShownTime
    wanted_wh: float
    missing_wh: float


class ResultView(BaseModel):
    """`worst_percent`: what the fifth worst of a hundred sessions got of its energy. `peak_w` is a mean of 15 minutes
    from the grid, of the cars and the building.

    `own_solar_wh` of the energy was solar power that the building left over; `energy_cost` is that of the rest, null
    where no price is known. `demand_cost` is what the cars add to each calendar month's. `fallback_plans`: how often
    the optimiser was not done in time and the equal share stood in.
    """

    sessions: int
    full_sessions: int
    worst_percent: int
    wanted_wh: float
    delivered_wh: float
    peak_w: float
    own_solar_wh: float = 0.0
    energy_cost: float | None
    demand_cost: float
    fallback_plans: int


class DetailedResultView(ResultView):
    """`hourly_w` is the mean power of each hour from `from` on; `losses` are the fifty sessions that miss most."""

    hourly_w: list[float]
    losses: list[LossView]


Result = TypeVar("Result", bound=ResultView)


def results(simulation: Simulation, shown: type[Result]) -> dict[Variant, Result] | None:
    """None while there are none."""
    if simulation.results is None:
        return None
    return {Variant(name): shown(**_result(members)) for name, members in simulation.results.items()}


def _result(members: dict[str, Any]) -> dict[str, Any]:
    return {**members, "losses": [_loss(loss) for loss in members["losses"]]}


def _loss(loss: dict[str, Any]) -> LossView:
    known = {name: loss[name] for name in ("evse", "wanted_wh", "missing_wh")}
    return LossView(**known, transaction_id=loss["session_id"], station=loss["station_key"], started_at=loss["arrival"])
