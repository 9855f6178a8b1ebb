"""An alarm: an event of the station, and a count that the operator's monitoring sees."""

from typing import Any

from csms.application.ports import Ports, StationEvent
from csms.domain import clock, login_budget
from csms.domain.alarms import EVENT_TYPE, Alarm


def raise_alarm(ports: Ports, station_key: str, alarm: Alarm, **details: Any) -> None:
    """Once in ten minutes per station and kind. `details` are what the operator needs to judge it; nothing secret."""
    now = ports.now()
    if ports.login_failures.add(login_budget.alarm_key(station_key, alarm, now), login_budget.expires_epoch_s(now)) > 1:
        return
    event = StationEvent(ports.new_id(), EVENT_TYPE, clock.to_text(now), {"alarm": alarm.value, **details})
    ports.station_events.add(station_key, event)
    ports.count_alarm(alarm)
