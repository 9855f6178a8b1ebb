"""What a station is told differently from what the specification says, and what else it seems to need."""

from typing import Any

from pydantic import BaseModel

from csms import bootstrap
from csms.application.find_station import find_station
from csms.application.ports import Ports
from csms.application.quirks_of import resolved_for
from csms.domain.quirks import Quirks
from csms.domain.stations import Station
from csms.ocpp.suggested_quirks import Suggestion, suggested_quirks
from operator_api import routing
from operator_api.fields import PathName
from operator_api.station_model_views import QuirksView

router = routing.router()
COMMANDS_LOOKED_AT = 100


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
