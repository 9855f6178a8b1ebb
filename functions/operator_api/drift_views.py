"""Drift as operators see it."""

from collections import Counter

from pydantic import BaseModel

from csms.application.read_drift import StationDrift
from csms.domain.drift import Drift, DriftState
from operator_api.fields import ShownTime


class DriftItemView(BaseModel):
    """`source` is the station model that wants it. States: `in_step`, `differs`, `missing` (the station does not have
    the key), `read_only` (it differs and cannot be changed), `unknown` (it was never read), `reboot_required` (taken,
    in force after the next boot)."""

    key: str
    state: DriftState
    wanted: str
    actual: str | None
    read_at: ShownTime | None
    source: str


class StationDriftView(BaseModel):
    """`counts` of all wanted settings by state; `drift` are those that are not in step."""

    station: str
    counts: dict[str, int]
    drift: list[DriftItemView]


def item_view(item: Drift) -> DriftItemView:
    return DriftItemView(**item.__dict__)


def station_view(found: StationDrift) -> StationDriftView:
    return StationDriftView(
        station=found.station.identity,
        counts=dict(Counter(item.state.value for item in found.drift)),
        drift=[item_view(item) for item in found.drift if item.state is not DriftState.IN_STEP],
    )
