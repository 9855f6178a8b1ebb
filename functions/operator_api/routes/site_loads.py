"""Building load and solar power: what a site's connection carries beside the chargers, posted by its meters."""

from datetime import timedelta
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.read_load import LoadAhead, read_load
from csms.application.record_load import record_load
from csms.domain import clock, loads
from csms.domain.errors import InvalidError
from csms.domain.loads import Reading
from operator_api import answers, routing
from operator_api.fields import Body, Number, PathName, ShownTime, Time

router = routing.router()
_AHEAD = timedelta(hours=24)
_EXAMPLES: list[Any] = [
    {"readings": [{"at": "2026-03-01T12:00:00Z", "load_a": [12.5, 8, 9.1], "solar_w": 3200}]},
    {"forecast": True, "readings": [{"at": "2026-03-02T12:00:00Z", "power_w": 5000, "solar_w": 8000}]},
]
_Amperes = Annotated[Number, Field(ge=0, le=100_000)]
_Watts = Annotated[Number, Field(ge=0, le=100_000_000)]


class ReadingBody(Body):
    """What the building draws without the chargers: `load_a` per phase (one number stands for all three), `power_w`
    over all phases (without `load_a`: spread evenly), or both; and what its panels produce."""

    at: Time
    load_a: Annotated[list[_Amperes] | None, Field(min_length=1, max_length=3)] = None
    power_w: _Watts | None = None
    solar_w: _Watts | None = None


class LoadBody(Body):
    """Readings of at most a day or so, in any order; `forecast`: they are expected, and not measured."""

    model_config = ConfigDict(json_schema_extra={"examples": _EXAMPLES})

    forecast: bool = False
    readings: Annotated[list[ReadingBody], Field(min_length=1, max_length=2000)]


class SavedLoadView(BaseModel):
    site_id: str
    readings: int


class ReadingView(BaseModel):
    """`load_a` of the most loaded phase, `load_w` over all phases."""

    at: ShownTime
    load_a: float
    load_w: float
    solar_w: float


class ExpectedView(BaseModel):
    """From `start` until the next: what the planner counts the building with, and the solar power left for cars."""

    start: ShownTime
    load_a: float
    solar_left_w: float


class LoadView(BaseModel):
    """`stale`: no reading is recent enough to count, and `assumed_load_a` or the worst of these days counts instead."""

    site_id: str
    newest: ReadingView | None
    stale: bool
    expected: list[ExpectedView]


@router.post("/api/sites/<site_id>/load", responses=answers.ACCEPTED)
def save_load(site_id: PathName, body: LoadBody) -> Response[SavedLoadView]:
    """Take in what meters say, or what is forecast. The same again changes nothing; of ten seconds the latest counts.

    A change of 2 A (or 5 % of the connection) is planned at once, a smaller one in the planner's next period.
    """
    readings = [_reading(index, one) for index, one in enumerate(body.readings)]
    record_load(bootstrap.ports(), site_id, readings, forecast=body.forecast)
    return Response(202, answers.JSON, SavedLoadView(site_id=site_id, readings=len(readings)))


@router.get("/api/sites/<site_id>/load")
def show_load(site_id: PathName) -> LoadView:
    """The newest reading, and what the next 24 hours are counted with, in quarters of an hour."""
    return _view(site_id, read_load(bootstrap.ports(), site_id, _AHEAD))


def _reading(index: int, one: ReadingBody) -> Reading:
    try:
        return loads.reading(clock.parse_stored(one.at), one.load_a, one.power_w, one.solar_w)
    except InvalidError as error:
        raise InvalidError(error.detail, f"readings.{index}.{error.field}") from error


def _view(site_id: str, ahead: LoadAhead) -> LoadView:
    newest = ahead.newest
    return LoadView(
        site_id=site_id,
        newest=ReadingView(**{**newest.__dict__, "at": clock.to_text(newest.at)}) if newest else None,
        stale=ahead.stale,
        expected=[
            ExpectedView(start=clock.to_text(start), load_a=load_a, solar_left_w=round(solar_w))
            for start, load_a, solar_w in ahead.expected
        ],
    )
