"""An alarm: an event of the station, and a count that the operator's monitoring sees."""

from typing import Any

from csms.application.ports import Ports, StationEvent
from csms.domain import clock
from csms.domain.alarms import EVENT_TYPE, Alarm


def raise_alarm(ports: Ports, station_key: str, alarm: Alarm, **details: Any) -> None:
    """`details` are what the operator needs to judge it; nothing secret."""
    event = StationEvent(ports.new_id(), EVENT_TYPE, clock.to_text(ports.now()), {"alarm": alarm.value, **details})
    ports.station_events.add(station_key, event)
    ports.count_alarm(alarm)
