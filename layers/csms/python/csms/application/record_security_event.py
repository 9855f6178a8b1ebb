"""SecurityEventNotification: kept once, found again over all stations, and an alarm where it is no everyday event."""

from dataclasses import dataclass

from csms.application import evidence
from csms.application.ports import Ports
from csms.application.raise_alarm import raise_alarm
from csms.domain import clock, security_events
from csms.domain.alarms import Alarm
from csms.domain.security_events import SecurityEvent
from csms.domain.stations import Connection


@dataclass(frozen=True)
class RecordSecurityEvent:
    """`occurred_at` as the station wrote it."""

    type: str
    occurred_at: str
    tech_info: str | None = None


def record_security_event(ports: Ports, connection: Connection, reported: RecordSecurityEvent) -> None:
    """2.0.1 A04, 1.6 security whitepaper A04."""
    now = ports.now()
    event = SecurityEvent(
        id=security_events.event_id(connection.station_key, reported.type, reported.occurred_at, reported.tech_info),
        station_key=connection.station_key,
        identity=connection.identity,
        type=reported.type,
        occurred_at=evidence.moment(reported.occurred_at, now)[0],
        received_at=clock.to_text(now),
        critical=security_events.is_critical(reported.type),
        tech_info=reported.tech_info,
    )
    ports.security_events.add(event)
    if security_events.is_alarming(reported.type):
        raise_alarm(ports, connection.station_key, Alarm.SECURITY_EVENT, type=event.type, tech_info=event.tech_info)
