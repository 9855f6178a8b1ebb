"""Station models: what a make of station needs to be told differently, and how it should be set."""

import re
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.ports import Ports
from csms.application.quirks_of import resolved_for
from csms.application.save_station_model import find_station_model, remove_station_model, save_station_model
from csms.domain import clock
from csms.domain.charging_profiles import RateUnit
from csms.domain.errors import InvalidError
from csms.domain.quirks import KeyText, Quirks
from csms.domain.station_models import ANY, StationModel
from csms.domain.stations import Station
from csms.ocpp.suggested_quirks import Suggestion, suggested_quirks
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Number, Page, PathName, ShownTime, slice_page

router = routing.router()
COMMANDS_LOOKED_AT = 100
_MODEL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
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
    quirks: QuirksView
    configuration: dict[str, str]
    created_at: ShownTime


class SuggestionView(BaseModel):
    """`because`: what the station told or refused that speaks for it."""

    quirk: str
    value: Any
    because: str


class StationQuirksView(BaseModel):
    """`sources` names, for each quirk that is set, the model that sets it; `suggested` are quirks that it seems to have
    and no model knows of, or knows otherwise."""

    vendor: str | None
    model: str | None
    firmware: str | None
    quirks: QuirksView
    sources: dict[str, str]
    suggested: list[SuggestionView]


@router.put("/api/station-models/<model_id>", responses=answers.SAVED)
def save(model_id: PathName, body: StationModelBody | None = None) -> Response[StationModelView]:
    """Keep a station model, or replace it: members left out get their defaults.

    Where several fit a station the most specific one decides, member by member: the one with more patterns, then the
    one with more letters in them. It counts within a minute.
    """
    if not _MODEL_ID.fullmatch(model_id):
        raise InvalidError("a model's id has 1 to 64 letters, digits, dots, dashes and underscores", "model_id")
    ports = bootstrap.ports()
    model = _model(model_id, body or StationModelBody(), clock.to_text(ports.now()))
    saved, created = save_station_model(ports, model)
    return answers.saved(_view(saved), created)


@router.get("/api/station-models/<model_id>")
def read(model_id: PathName) -> StationModelView:
    """A station model."""
    return _view(find_station_model(bootstrap.ports(), model_id))


@router.get("/api/station-models")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StationModelView]:
    """All station models, newest first."""
    models = sorted(bootstrap.ports().station_models.all(), key=lambda model: model.created_at, reverse=True)
    return Page.of(slice_page(models, limit, cursor), _view)


@router.delete("/api/station-models/<model_id>", responses=answers.REMOVED)
def remove(model_id: PathName) -> Response[str]:
    """Forget a station model."""
    remove_station_model(bootstrap.ports(), model_id)
    return answers.removed()


@router.get("/api/stations/<identity>/quirks")
def read_quirks(identity: PathName) -> StationQuirksView:
    """What this station is told differently, which station model says so, and what else it seems to need."""
    ports = bootstrap.ports()
    station = find_station(ports, identity)
    found = resolved_for(ports, station)
    return StationQuirksView(
        vendor=station.boot.get("vendor_name"),
        model=station.boot.get("model"),
        firmware=station.boot.get("firmware_version"),
        quirks=QuirksView(**found.quirks.__dict__),
        sources=found.quirk_sources,
        suggested=[SuggestionView(**item.__dict__) for item in _suggested(ports, station, found.quirks)],
    )


def _suggested(ports: Ports, station: Station, quirks: Quirks) -> list[Suggestion]:
    if station.ocpp_version is None:
        return []
    commands = ports.commands.page(station.key, COMMANDS_LOOKED_AT, None).items
    found = suggested_quirks(station.ocpp_version, ports.configurations.get(station.key), commands)
    return [item for item in found if quirks.stated().get(item.quirk) != item.value]


def _model(model_id: str, body: StationModelBody, now: str) -> StationModel:
    return StationModel(
        id=model_id,
        created_at=now,
        vendor=body.vendor,
        model=body.model,
        firmware=body.firmware,
        quirks=Quirks(**body.quirks.model_dump()),
        configuration=dict(body.configuration),
    )


def _view(model: StationModel) -> StationModelView:
    return StationModelView(**{**model.__dict__, "quirks": QuirksView(**model.quirks.__dict__)})
