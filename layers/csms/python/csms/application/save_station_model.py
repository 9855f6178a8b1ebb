"""Station models: kept by the operator, looked up for every command."""

import json
from dataclasses import replace

from csms.application.ports import Ports
from csms.domain.errors import InvalidError, NotFoundError
from csms.domain.secret_settings import is_secret_key
from csms.domain.station_models import StationModel, folded

# Every command reads all models, and an item of DynamoDB holds 400 KB.
MAX_CONFIGURATION_BYTES = 50_000


def save_station_model(ports: Ports, model: StationModel) -> tuple[StationModel, bool]:
    """The model, and whether it is new. Raises InvalidError naming the member."""
    _check_configuration(model.configuration)
    known = ports.station_models.get(model.id)
    if known is not None:
        model = replace(model, created_at=known.created_at)
    ports.station_models.save(model)
    return model, known is None


def find_station_model(ports: Ports, model_id: str) -> StationModel:
    """Raises NotFoundError."""
    model = ports.station_models.get(model_id)
    if model is None:
        raise NotFoundError(f"there is no station model {model_id}")
    return model


def remove_station_model(ports: Ports, model_id: str) -> None:
    ports.station_models.remove(find_station_model(ports, model_id).id)


def _check_configuration(configuration: dict[str, str]) -> None:
    seen: set[str] = set()
    for key in configuration:
        field = f"configuration.{key}"
        if is_secret_key(key):
            raise InvalidError("a password has no place in what everybody may read", field)
        if folded(key) in seen:
            raise InvalidError("this key is there twice, in another case", field)
        seen.add(folded(key))
    if len(json.dumps(configuration).encode()) > MAX_CONFIGURATION_BYTES:
        raise InvalidError(f"the configuration is longer than {MAX_CONFIGURATION_BYTES // 1000} kB", "configuration")
