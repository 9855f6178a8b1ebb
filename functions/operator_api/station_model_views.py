"""Station models and quirks, as operators write and see them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from csms.domain.charging_profiles import RateUnit
from csms.domain.quirks import KeyText
from csms.domain.station_models import ANY
from operator_api.fields import Body, Name, Number, ShownTime

Pattern = Annotated[Name, Field(description="As a shell's: `*` any letters, `?` one. Case does not matter.")]


class QuirksBody(Body):
    """What is left out is as the specification has it, or as a less specific model says."""

    rate_unit: Annotated[RateUnit, Field(description="The only unit of limits that it keeps to.")] | None = None
    max_stack_level: Annotated[int, Field(ge=0, le=1000, description="Higher ones are sent as this.")] | None = None
    relative_profiles_only: Annotated[StrictBool, Field(description="It ignores profiles with a start.")] | None = None
    clear_profile_first: Annotated[StrictBool, Field(description="It replaces no profile.")] | None = None
    number_phases: Annotated[int, Field(ge=1, le=3, description="Said in periods that say none.")] | None = None
    voltage_v: Annotated[Number, Field(gt=0, le=1000, description="To turn A into W; 230.")] | None = None
    authorization_key: Annotated[KeyText, Field(description="How a 1.6 station wants its key; hex.")] | None = None
    lower_case_keys: Annotated[StrictBool, Field(description="Of the configuration.")] | None = None
    trigger_without_connector: Annotated[StrictBool, Field(description="It refuses to be told one.")] | None = None


class StationModelBody(Body):
    """`configuration` is key → wanted value; a key of 2.x is `Component.Variable`. Passwords have no place in it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "vendor": "ABB*",
                    "model": "Terra*",
                    "quirks": {"max_stack_level": 0, "rate_unit": "W"},
                    "configuration": {"MeterValueSampleInterval": "60"},
                }
            ]
        }
    )

    vendor: Pattern = ANY
    model: Pattern = ANY
    firmware: Pattern = ANY
    site: Annotated[Pattern, Field(description="The id of the site; for its stations only.")] = ANY
    station: Annotated[Pattern, Field(description="The identity; for this station only.")] = ANY
    quirks: QuirksBody = Field(default_factory=QuirksBody)
    configuration: Annotated[dict[Name, Annotated[str, Field(max_length=2500)]], Field(max_length=200)] = Field(
        default_factory=dict
    )


class QuirksView(BaseModel):
    rate_unit: RateUnit | None
    max_stack_level: int | None
    relative_profiles_only: bool | None
    clear_profile_first: bool | None
    number_phases: int | None
    voltage_v: float | None
    authorization_key: KeyText | None
    lower_case_keys: bool | None
    trigger_without_connector: bool | None


class StationModelView(BaseModel):
    id: str
    vendor: str
    model: str
    firmware: str
    site: str
    station: str
    quirks: QuirksView
    configuration: dict[str, str]
    created_at: ShownTime
