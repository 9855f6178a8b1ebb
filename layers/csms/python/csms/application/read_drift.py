"""How far stations are from the settings that their models want."""

from dataclasses import dataclass

from csms.application.list_filtered import fill_page
from csms.application.ports import Page, Ports
from csms.application.quirks_of import resolved_for
from csms.domain.configuration import Configuration
from csms.domain.drift import Drift, drift
from csms.domain.station_models import StationModel
from csms.domain.stations import Station


@dataclass(frozen=True)
class StationDrift:
    station: Station
    drift: list[Drift]


def drift_of(ports: Ports, station: Station) -> list[Drift]:
    return _drift(ports, station, ports.configurations.get(station.key))


def drift_of_model(ports: Ports, model: StationModel, limit: int, cursor: str | None) -> Page[StationDrift]:
    """The stations that the model fits; a page may be short while its cursor leads on."""
    found = fill_page(
        lambda size, after: ports.stations.page(size, after),
        lambda station: bool(station.boot) and model.fits(station),
        limit,
        cursor,
    )
    known = ports.configurations.get_many([station.key for station in found.items])
    return Page(
        [
            StationDrift(station, _drift(ports, station, known.get(station.key) or Configuration(station.key)))
            for station in found.items
        ],
        found.next_cursor,
    )


def _drift(ports: Ports, station: Station, known: Configuration) -> list[Drift]:
    return drift(resolved_for(ports, station).configuration.values(), known, station.booted_at)
