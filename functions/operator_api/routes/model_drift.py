"""The stations of a model, and how far each is from the settings that it should have."""

from csms import bootstrap
from csms.application.read_drift import drift_of_model
from csms.application.save_station_model import find_station_model
from operator_api import routing
from operator_api.drift_views import StationDriftView, station_view
from operator_api.fields import DEFAULT_LIMIT, Cursor, Limit, Page, PathName

router = routing.router()


@router.get("/api/station-models/<model_id>/drift")
def list_drift(model_id: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[StationDriftView]:
    """The stations that this model fits, and which of their settings are not as all of their models want them.

    A page may hold fewer than `limit` while `next_cursor` leads on.
    """
    ports = bootstrap.ports()
    return Page.of(drift_of_model(ports, find_station_model(ports, model_id), limit, cursor), station_view)
