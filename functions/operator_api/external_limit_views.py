"""Limits that somebody else has set at a station, as operators see them."""

from pydantic import BaseModel

from csms.domain.external_limits import ExternalLimit
from operator_api.fields import ShownTime
from operator_api.plan_views import StepView


class ExternalLimitView(BaseModel):
    """Told by the station (2.x NotifyChargingLimit); EVSE 0 is all of it. No `steps`: it did not say how much."""

    source: str
    evse: int
    at: ShownTime
    grid_critical: bool
    steps: list[StepView]


def view(limit: ExternalLimit) -> ExternalLimitView:
    return ExternalLimitView(**limit.to_dict())
