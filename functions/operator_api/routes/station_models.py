"""Station models: what a make of station needs to be told differently, and how it should be set."""

import re

from aws_lambda_powertools.event_handler import Response

from csms import bootstrap
from csms.application.save_station_model import find_station_model, remove_station_model, save_station_model
from csms.domain import clock
from csms.domain.errors import InvalidError
from csms.domain.quirks import Quirks
from csms.domain.station_models import StationModel
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName, slice_page
from operator_api.station_model_views import QuirksView, StationModelBody, StationModelView

router = routing.router()
_MODEL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")


@router.put("/api/station-models/<model_id>", responses=answers.SAVED)
def save(model_id: PathName, body: StationModelBody | None = None) -> Response[StationModelView]:
    """Keep a station model, or replace it: members left out get their defaults.

    Where several fit a station the most specific one decides, member by member: one for the station, then one for its
    site, then the one with more patterns, then with more letters in them. It counts within a minute.
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


def _model(model_id: str, body: StationModelBody, now: str) -> StationModel:
    return StationModel(
        id=model_id,
        created_at=now,
        vendor=body.vendor,
        model=body.model,
        firmware=body.firmware,
        site=body.site,
        station=body.station,
        quirks=Quirks(**body.quirks.model_dump()),
        configuration=dict(body.configuration),
    )


def _view(model: StationModel) -> StationModelView:
    return StationModelView(**{**model.__dict__, "quirks": QuirksView(**model.quirks.__dict__)})
