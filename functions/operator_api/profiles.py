"""Charging profiles as operators write and read them, in the 2.x vocabulary for stations of every version."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, model_validator

from csms import bootstrap
from csms.domain.charging_profiles import ChargingProfile, Kind, Period, Purpose, RateUnit
from csms.domain.errors import InvalidError
from operator_api.fields import Body, Name, Natural, Number, Positive, ShownTime, Time

EXAMPLE: dict[str, Any] = {
    "id": 7,
    "purpose": "TxDefaultProfile",
    "kind": "Absolute",
    "start_schedule": "2026-03-01T12:00:00Z",
    "periods": [{"start_s": 0, "limit": 16}, {"start_s": 3600, "limit": 8.1}],
}


class PeriodBody(Body):
    """`limit` holds from `start_s` seconds after the schedule's start: A per phase, or W in all."""

    start_s: Natural
    limit: Annotated[Number, Field(ge=0)]
    number_phases: Annotated[int, Field(ge=1, le=3)] | None = None


class ProfileBody(Body):
    """A limit over time. Limits go to the station with one decimal, cut and never rounded up.

    A schedule that is not relative and names no `start_schedule` begins a minute before it is sent: with an
    Idempotency-Key, name it, so that the request is the same again.
    """

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


class PeriodView(BaseModel):
    start_s: int
    limit: float
    number_phases: int | None


class ProfileView(BaseModel):
    id: int
    stack_level: int
    purpose: Purpose
    kind: Kind
    periods: list[PeriodView]
    rate_unit: RateUnit
    recurrency: str | None
    start_schedule: ShownTime | None
    duration_s: int | None
    min_charging_rate: float | None
    valid_from: ShownTime | None
    valid_to: ShownTime | None
    transaction_id: Annotated[str | None, Field(description="The station's own id of it.")]

    @classmethod
    def of(cls, profile: ChargingProfile) -> Self:
        return cls(**{**profile.__dict__, "periods": [PeriodView(**period.__dict__) for period in profile.periods]})


class ProfileOrStored(Body):
    """Either the profile itself, or the id of one in the library."""

    profile: ProfileBody | None = None
    stored_profile: Annotated[Name, Field(description="The id of a profile in the library.")] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.profile is None) == (self.stored_profile is None):
            raise ValueError("give either profile or stored_profile")
        return self

    def wanted(self) -> ChargingProfile:
        if self.stored_profile is None:
            assert self.profile is not None, "one of them is given"
            return self.profile.profile()
        return stored_profile(self.stored_profile)


def stored_profile(profile_id: str) -> ChargingProfile:
    """Raises InvalidError for one that is not in the library."""
    found = bootstrap.ports().stored_profiles.get(profile_id)
    if found is None:
        raise InvalidError(f"there is no charging profile {profile_id}", "stored_profile")
    return found.profile
