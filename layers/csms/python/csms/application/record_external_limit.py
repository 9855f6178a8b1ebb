"""A limit that somebody else sets at a station, or takes back: kept with the station, and planned around at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from csms.application.compute_composite import supply_of
from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.domain import clock, external_limits
from csms.domain.charging_profiles import Period, RateUnit
from csms.domain.external_limits import ExternalLimit
from csms.domain.stations import Connection, Station


@dataclass(frozen=True)
class TakenLimit:
    """`evse` 0 is the whole station. No periods: the station does not say how much (K11.FR.03 is an option of it)."""

    source: str
    evse: int
    grid_critical: bool
    unit: RateUnit
    start: str | None
    duration_s: int | None
    periods: Sequence[Period]
    event: RecordStationEvent


@dataclass(frozen=True)
class ClearedLimit:
    """`evse` None: all that the source has set."""

    source: str
    evse: int | None
    event: RecordStationEvent


def record_external_limit(ports: Ports, connection: Connection, taken: TakenLimit) -> None:
    record_station_event(ports, connection, taken.event)
    station = ports.stations.get(connection.station_key)
    if station is not None:
        limit = _limit(ports, station, taken)
        _keep(ports, station, external_limits.with_limit(station.external_limits, limit))


def clear_external_limit(ports: Ports, connection: Connection, cleared: ClearedLimit) -> None:
    record_station_event(ports, connection, cleared.event)
    station = ports.stations.get(connection.station_key)
    if station is not None:
        _keep(ports, station, external_limits.without(station.external_limits, cleared.source, cleared.evse))


def _limit(ports: Ports, station: Station, taken: TakenLimit) -> ExternalLimit:
    start = clock.parse_stored(taken.start) if taken.start else ports.now()
    supply = supply_of(ports, station)
    steps = external_limits.steps_of(start, taken.duration_s, taken.unit, taken.periods, supply)
    at = clock.to_text(ports.now())
    return ExternalLimit(taken.source, taken.evse, at, steps, taken.grid_critical)


def _keep(ports: Ports, station: Station, limits: tuple[ExternalLimit, ...]) -> None:
    if limits == station.external_limits:
        return
    ports.stations.set_external_limits(station.key, limits)
    if station.site_id:
        ports.queues.request_plan(station.site_id)
