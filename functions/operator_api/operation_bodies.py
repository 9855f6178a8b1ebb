"""What the typed doors take: wishes in the words of the operator, not of an OCPP version."""

from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field, StrictBool, model_validator

from csms.domain.charging_profiles import ChargingProfile
from operator_api.calls import QueueableBody
from operator_api.fields import Body, Name, Natural, Positive
from operator_api.profiles import ProfileBody, stored_profile


def _examples(*examples: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"examples": list(examples)})


class RemoteStartBody(QueueableBody):
    """`remote_start_id` comes back in the first event of a 2.x transaction; one is made where it is left out.

    The transaction may begin with a TxProfile: `charging_profile` itself, or `stored_profile`, one of the library.
    """

    model_config = _examples({"token": "04A1B2C3D4", "evse": 1})
    token: Name
    token_type: Name = "ISO14443"
    evse: Positive | None = None
    remote_start_id: Positive | None = None
    charging_profile: ProfileBody | None = None
    stored_profile: Name | None = None

    @model_validator(mode="after")
    def _one_profile(self) -> Self:
        if self.charging_profile is not None and self.stored_profile is not None:
            raise ValueError("give either charging_profile or stored_profile")
        return self

    def wanted_profile(self) -> ChargingProfile | None:
        if self.stored_profile is not None:
            return stored_profile(self.stored_profile)
        return self.charging_profile.profile() if self.charging_profile else None


class RemoteStopBody(QueueableBody):
    model_config = _examples({"transaction_id": "3f0c8f5e-6d55-5c43-9d1c-0f5b1c0d6f11"})
    transaction_id: Annotated[int | Name, Field(description="Ours, or the station's own.")]


class ResetBody(QueueableBody):
    """`hard` and `soft` are other words for `immediate` and `on_idle`."""

    model_config = _examples({"type": "on_idle"})
    type: Literal["immediate", "on_idle", "hard", "soft"]
    evse: Positive | None = None


class UnlockBody(QueueableBody):
    model_config = _examples({"evse": 1})
    evse: Positive
    connector: Positive = 1


class PlainBody(QueueableBody):
    """Nothing but how long to wait."""

    model_config = _examples({}, {"queue_until": "2026-03-01T18:00:00Z"})


class AvailabilityBody(QueueableBody):
    """Without `evse` it is about the whole station."""

    model_config = _examples({"operative": False, "evse": 1})
    operative: StrictBool
    evse: Positive | None = None
    connector: Positive | None = None


class TriggerBody(QueueableBody):
    """`SignChargingStationCertificate`, `LogStatusNotification` and `SignedFirmwareStatusNotification` go to a 1.6
    station as ExtendedTriggerMessage, all others as TriggerMessage."""

    model_config = _examples({"message": "StatusNotification", "evse": 1})
    message: Name
    evse: Positive | None = None
    connector: Positive | None = None


class SecurityProfileBody(QueueableBody):
    model_config = _examples({"profile": 2})
    profile: Annotated[int, Field(ge=1, le=3)]


class VariableName(Body):
    """A 1.6 configuration key has a name only; `instance` is the component's, `variable_instance` its own."""

    name: Name
    component: Name | None = None
    instance: Name | None = None
    variable_instance: Name | None = None
    evse: Natural | None = None
    connector: Natural | None = None
    attribute: Name | None = None


class VariableValue(VariableName):
    value: Annotated[str, Field(max_length=2500)]


class VariablesBody(QueueableBody):
    """Either `get` or `set`. An empty `get` asks a 1.6 station for all of its keys.

    A long list goes out in several messages: `items_per_message` at a time, else what the station has told of its
    ItemsPerMessage or GetConfigurationMaxKeys, else 20; a 1.6 station's settings one by one.
    """

    model_config = _examples(
        {"get": [{"name": "HeartbeatInterval"}]},
        {"set": [{"component": "AuthCtrlr", "name": "LocalPreAuthorize", "value": "true"}]},
    )
    get: Annotated[list[VariableName], Field(max_length=100)] | None = None
    set: Annotated[list[VariableValue], Field(min_length=1, max_length=100)] | None = None
    items_per_message: Annotated[int, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.get is None) == (self.set is None):
            raise ValueError("give either get or set")
        return self
