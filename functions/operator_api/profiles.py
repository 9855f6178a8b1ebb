"""Charging profiles as operators write them, in the 2.x vocabulary for stations of every version."""

from typing import Annotated, Any, Literal

from pydantic import Field

from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose, RateUnit
from operator_api.fields import Body, Name, Natural, Number, Positive, Time


class PeriodBody(Body):
    """`limit` holds from `start_s` seconds after the schedule's start: A per phase, or W in all."""

    start_s: Natural
    limit: Annotated[Number, Field(ge=0)]
    number_phases: Annotated[int, Field(ge=1, le=3)] | None = None


class ProfileBody(Body):
    """A limit over time. Limits go to the station with one decimal, cut and never rounded up."""

    id: Natural
    stack_level: Natural = 0
    purpose: Purpose
    kind: Kind
    periods: Annotated[list[PeriodBody], Field(min_length=1, max_length=1024)]
    rate_unit: RateUnit = RateUnit.AMPERE
    recurrency: Literal["Daily", "Weekly"] | None = None
    start_schedule: Time | None = None
    duration_s: Positive | None = None
    min_charging_rate: Annotated[Number, Field(ge=0)] | None = None
    valid_from: Time | None = None
    valid_to: Time | None = None
    transaction_id: Annotated[int | Name, Field(description="Ours, or the station's own.")] | None = None

    def profile(self) -> ChargingProfile:
        members: dict[str, Any] = self.model_dump(exclude={"periods", "transaction_id"})
        return ChargingProfile(
            **members,
            periods=tuple(Period(**period.model_dump()) for period in self.periods),
            transaction_id=None if self.transaction_id is None else str(self.transaction_id),
        )
