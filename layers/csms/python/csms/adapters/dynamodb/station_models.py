"""Station models in DynamoDB, remembered for a minute."""

from collections.abc import Callable
from datetime import datetime, timedelta

from csms.adapters.dynamodb.models import StationModelItem
from csms.domain.quirks import Quirks
from csms.domain.station_models import StationModel

_COLLECTION = "model"
_REMEMBERED_FOR = timedelta(minutes=1)


class DynamoStationModels:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._known: tuple[StationModel, ...] = ()
        self._read_at: datetime | None = None

    def all(self) -> tuple[StationModel, ...]:
        if self._read_at is None or self._now() - self._read_at >= _REMEMBERED_FOR:
            self._known = tuple(_model(item) for item in StationModelItem.query(_COLLECTION, consistent_read=True))
            self._read_at = self._now()
        return self._known

    def get(self, model_id: str) -> StationModel | None:
        try:
            return _model(StationModelItem.get(_COLLECTION, model_id, consistent_read=True))
        except StationModelItem.DoesNotExist:
            return None

    def save(self, model: StationModel) -> None:
        members = {**model.__dict__, "quirks": model.quirks.stated()}
        StationModelItem(collection=_COLLECTION, **members).save()
        self._read_at = None

    def remove(self, model_id: str) -> None:
        StationModelItem(_COLLECTION, model_id).delete()
        self._read_at = None


def _model(item: StationModelItem) -> StationModel:
    return StationModel(
        id=item.id,
        created_at=item.created_at,
        vendor=item.vendor,
        model=item.model,
        firmware=item.firmware,
        site=item.site,
        station=item.station,
        quirks=Quirks.from_dict(item.quirks),
        configuration=item.configuration,
    )
