"""Which member of a typed door a member of the wire's payload comes from, to name it in an error."""

import re

from csms.domain.stations import OcppVersion

_MEMBERS = (
    (r"idTag|idToken\.idToken", "token"),
    (r"idToken\.type", "token_type"),
    (r"evseId|evse\.id", "evse"),
    (r"evse\.connectorId|connectorId", "connector"),
    (r"transactionId", "transaction_id"),
    (r"parentIdTag|groupIdToken\.idToken", "group_id"),
    (r"expiryDate|expiryDateTime", "expires_at"),
    (r"connectorType", "connector_type"),
    (r"requestedMessage", "message"),
    (r"vendorId", "vendor_id"),
    (r"messageId", "message_id"),
    (r"data", "data"),
    (r"duration", "duration_s"),
    (r"(?:firmware\.)?location|log\.remoteLocation", "location"),
    (r"retrieveDate|firmware\.retrieveDateTime", "retrieve_at"),
    (r"firmware\.installDateTime", "install_at"),
    (r"firmware\.(signature|signingCertificate)", r"\1"),
    (r"retryInterval", "retry_interval_s"),
    (r"retries", "retries"),
    (r"logType", "type"),
    (r"chargingRateUnit", "rate_unit"),
    (r"stackLevel|chargingProfileCriteria\.stackLevel", "stack_level"),
    (r"certificateType", "type"),
    (r"certificateType\.(\d+)", r"types.\1"),
    (r"certificate", "certificate"),
    (r"key\.(\d+)", r"get.\1.name"),
    (r"getVariableData", "get"),
    (r"setVariableData", "set"),
    (r"getVariableData\.(\d+)\.variable\.name", r"get.\1.name"),
    (r"getVariableData\.(\d+)\.component\.name", r"get.\1.component"),
    (r"getVariableData\.(\d+)\.attributeType", r"get.\1.attribute"),
    (r"key", "set.0.name"),
    (r"value", "set.0.value"),
    (r"setVariableData\.(\d+)\.variable\.name", r"set.\1.name"),
    (r"setVariableData\.(\d+)\.component\.name", r"set.\1.component"),
    (r"setVariableData\.(\d+)\.attributeValue", r"set.\1.value"),
    (r"setVariableData\.(\d+)\.attributeType", r"set.\1.attribute"),
    (r"(?:chargingProfile|csChargingProfiles)\.(?:chargingSchedule\.)?(?:0\.)?(.+)", r"profile.\1"),
)
_IN_PROFILE = {
    "chargingSchedulePeriod": "periods",
    "chargingProfilePurpose": "purpose",
    "chargingProfileKind": "kind",
    "chargingProfileId": "id",
    "recurrencyKind": "recurrency",
    "chargingRateUnit": "rate_unit",
    "startPeriod": "start_s",
    "duration": "duration_s",
}


def member(version: OcppVersion, field: str) -> str:
    """A 1.6 connector is an EVSE here; what no door has a name for keeps the wire's."""
    if version is OcppVersion.V16 and field == "connectorId":
        return "evse"
    for pattern, name in _MEMBERS:
        found = re.fullmatch(pattern, field)
        if found:
            return ".".join(_snake(part) for part in found.expand(name).split("."))
    return f"request.{field}"


def _snake(part: str) -> str:
    return _IN_PROFILE.get(part) or re.sub(r"(?<=[a-z])([A-Z])", r"_\1", part).lower()
