"""Charging profiles that an operator keeps, to be sent to any station."""

from dataclasses import dataclass

from csms.domain.charging_profiles import ChargingProfile


@dataclass(frozen=True)
class StoredProfile:
    """`profile` is of no EVSE and of no transaction: it gets those when it is sent."""

    id: str
    profile: ChargingProfile
    created_at: str
    description: str | None = None
