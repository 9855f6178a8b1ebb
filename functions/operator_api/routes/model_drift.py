"""The stations of a model: how far each is from the settings that it should have, and all brought in step at once."""

from datetime import timedelta

from pydantic import BaseModel

from csms import bootstrap
from csms.application.apply_configuration import apply_to_model
from csms.application.read_drift import drift_of_model
from csms.application.save_station_model import find_station_model
from csms.domain import clock
from operator_api import access, answers, routing
from operator_api.calls import QueueableBody
from operator_api.drift_views import StationDriftView, station_view
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName

router = routing.router()
PATIENCE = timedelta(hours=1)


class ApplyingView(BaseModel):
    """A station that will be told `settings` settings."""

    station: str
    settings: int


@router.get("/api/station-models/<model_id>/drift")
def list_drift(model_id: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StationDriftView]:
    """The stations that this model fits, and which of their settings are not as all of their models want them.

    A page may hold fewer than `limit` while `next_cursor` leads on.
    """
    ports = bootstrap.ports()
    return Page.of(drift_of_model(ports, find_station_model(ports, model_id), limit, cursor), station_view)


@router.post("/api/station-models/<model_id>/apply", responses=answers.ACCEPTED)
def apply_all(
    model_id: PathName, body: QueueableBody | None = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[ApplyingView]:
    """Bring the stations of this model in step, a page of them: each in its own time, one that is away when it is back.

    `queue_until` is how long they have for it, an hour where it is left out. `next_cursor` leads to the rest of them.
    """
    ports = bootstrap.ports()
    until = clock.parse_stored(body.queue_until) if body and body.queue_until else ports.now() + PATIENCE
    found = drift_of_model(ports, find_station_model(ports, model_id), limit, cursor)
    told = apply_to_model(ports, found.items, until, access.user(routing.event()))
    items = [ApplyingView(station=station.identity, settings=settings) for station, settings in told]
    return Page(items=items, next_cursor=found.next_cursor)
