"""Charging profiles."""

from dataclasses import dataclass

from csms.domain.charging_profiles import ChargingProfile, Purpose


@dataclass(frozen=True)
class SetChargingProfile:
    evse: int
    profile: ChargingProfile


@dataclass(frozen=True)
class ClearChargingProfile:
    """The members AND together; none of them means every profile (1.6 errata 3.25)."""

    profile_id: int | None = None
    evse: int | None = None
    purpose: Purpose | None = None
    stack_level: int | None = None


@dataclass(frozen=True)
class GetCompositeSchedule:
    evse: int
    duration_s: int
    rate_unit: str | None = None
