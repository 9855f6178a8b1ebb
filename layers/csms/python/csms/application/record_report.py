"""One part of a 2.x report: its settings are merged into what is known, in whatever order the parts come."""

from dataclasses import dataclass
from typing import Any

from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.application.store_once import ATTEMPTS
from csms.domain import clock
from csms.domain import configuration as conf
from csms.domain.configuration import Reading, Source
from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import Connection


@dataclass(frozen=True)
class RecordReport:
    """`part` counts from 0; `last`: none follows. `payload` is the message, without passwords."""

    request_id: int
    part: int
    last: bool
    readings: tuple[Reading, ...]
    payload: dict[str, Any]


def record_report(ports: Ports, connection: Connection, report: RecordReport) -> None:
    """The message is kept as an event too: it says units and bounds, which the settings do not."""
    record_station_event(ports, connection, RecordStationEvent("NotifyReport", report.payload))
    for _ in range(ATTEMPTS):
        try:
            return _merge(ports, connection.station_key, report)
        except ConcurrentChangeError:
            continue
    raise ConcurrentChangeError("the report could not be merged")


def _merge(ports: Ports, station_key: str, report: RecordReport) -> None:
    now = clock.to_text(ports.now())
    known = conf.with_readings(ports.configurations.get(station_key), report.readings, now, Source.NOTIFIED)
    ports.configurations.save(conf.with_part(known, report.request_id, report.part, report.last, now))
