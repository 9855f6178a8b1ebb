"""What a station's answers about charging profiles tell, in the words of each version."""

from dataclasses import replace

from csms.application.record_profile import ProfilesCleared, ProfileSet, record_profile_set, record_profiles_cleared
from csms.domain import ids
from csms.domain.installed_profiles import AwaitedStart
from csms.domain.operations import ClearChargingProfile
from csms.ocpp.dialect import OutcomeRow, OutcomeTable, Payload
from csms.ocpp.profile_wire import read_profile, read_purpose


def _set_16(request: Payload, response: Payload) -> ProfileSet:
    return ProfileSet(response.get("status"), int(request["connectorId"]), read_profile(request["csChargingProfiles"]))


def _set_2x(request: Payload, response: Payload) -> ProfileSet:
    return ProfileSet(response.get("status"), int(request["evseId"]), read_profile(request["chargingProfile"]))


def _cleared_16(request: Payload, response: Payload) -> ProfilesCleared:
    wanted = _wanted(request.get("id"), request.get("connectorId"), request)
    return ProfilesCleared(response.get("status"), wanted)


def _cleared_2x(request: Payload, response: Payload) -> ProfilesCleared:
    criteria = request.get("chargingProfileCriteria") or {}
    wanted = _wanted(request.get("chargingProfileId"), criteria.get("evseId"), criteria)
    return ProfilesCleared(response.get("status"), wanted)


def _wanted(profile_id: int | None, evse: int | None, criteria: Payload) -> ClearChargingProfile:
    purpose = criteria.get("chargingProfilePurpose")
    return ClearChargingProfile(
        profile_id, evse, read_purpose(purpose) if purpose else None, criteria.get("stackLevel")
    )


def _started_16(request: Payload, response: Payload) -> ProfileSet:
    attached = request.get("chargingProfile")
    profile = read_profile(attached) if attached else None
    awaits = AwaitedStart(ids.key_of(request["idTag"]))
    return ProfileSet(response.get("status"), int(request.get("connectorId") or 0), profile, awaits)


def _started_2x(request: Payload, response: Payload) -> ProfileSet:
    """The answer names the transaction where it runs already, cable first (F01)."""
    attached = request.get("chargingProfile")
    profile = read_profile(attached) if attached else None
    if profile is not None and response.get("transactionId"):
        profile = replace(profile, transaction_id=str(response["transactionId"]))
    awaits = AwaitedStart(ids.key_of(request["idToken"]["idToken"]), request["remoteStartId"])
    return ProfileSet(response.get("status"), int(request.get("evseId") or 0), profile, awaits)


PROFILES_16: OutcomeTable = {
    "ClearChargingProfile": OutcomeRow(_cleared_16, record_profiles_cleared),
    "RemoteStartTransaction": OutcomeRow(_started_16, record_profile_set),
    "SetChargingProfile": OutcomeRow(_set_16, record_profile_set),
}
PROFILES_2X: OutcomeTable = {
    "ClearChargingProfile": OutcomeRow(_cleared_2x, record_profiles_cleared),
    "RequestStartTransaction": OutcomeRow(_started_2x, record_profile_set),
    "SetChargingProfile": OutcomeRow(_set_2x, record_profile_set),
}
