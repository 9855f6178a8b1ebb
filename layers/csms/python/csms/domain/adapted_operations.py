"""An operator's wish as a make of station takes it."""

from dataclasses import replace
from datetime import datetime

from csms.domain.adapted_profiles import adapted_profile
from csms.domain.charging_profiles import ChargingProfile
from csms.domain.errors import InvalidError
from csms.domain.operations import (
    ClearChargingProfile,
    GetVariables,
    Operation,
    RemoteStart,
    SetChargingProfile,
    SetVariables,
    Trigger,
)
from csms.domain.quirks import Quirks


def adapted(wish: Operation, quirks: Quirks, now: datetime) -> tuple[Operation, ...]:
    """What to ask for instead; the wish itself is the last, what must go before it comes first.

    Raises InvalidError naming the member of the wish that this make of station cannot be told.
    """
    match wish:
        case SetChargingProfile():
            profile = _profile(wish.profile, quirks, now, "profile")
            return (*_cleared(wish.evse, profile, quirks), replace(wish, profile=profile))
        case RemoteStart() if wish.profile:
            return (replace(wish, profile=_profile(wish.profile, quirks, now, "charging_profile")),)
        case Trigger() if quirks.trigger_without_connector:
            return (replace(wish, evse=None, connector=None),)
        case GetVariables() | SetVariables() if quirks.lower_case_keys:
            return (replace(wish, variables=tuple(replace(v, name=v.name.lower()) for v in wish.variables)),)
    return (wish,)


def _profile(profile: ChargingProfile, quirks: Quirks, now: datetime, member: str) -> ChargingProfile:
    try:
        return adapted_profile(profile, quirks, now)
    except InvalidError as error:
        raise InvalidError(error.detail, f"{member}.{error.field}") from None


def _cleared(evse: int, profile: ChargingProfile, quirks: Quirks) -> tuple[Operation, ...]:
    if not quirks.clear_profile_first:
        return ()
    return (ClearChargingProfile(evse=evse, purpose=profile.purpose, stack_level=profile.stack_level),)
