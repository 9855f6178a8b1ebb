"""Whatever a station reports beside status and transactions: kept, readable, answered."""

from dataclasses import dataclass
from typing import Any

from csms.application.ports import Ports, StationEvent
from csms.domain import clock
from csms.domain.stations import Connection


@dataclass(frozen=True)
class RecordStationEvent:
    """`type` is the wire name of the message."""

    type: str
    payload: dict[str, Any]


def record_station_event(ports: Ports, connection: Connection, event: RecordStationEvent) -> None:
    stored = StationEvent(ports.new_id(), event.type, clock.to_text(ports.now()), event.payload)
    ports.station_events.add(connection.station_key, stored)
