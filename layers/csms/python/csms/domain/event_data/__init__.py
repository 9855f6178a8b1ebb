"""What each kind of event says: names, units and values as the operator API has them, the same for every OCPP version.

`token` is a driver's; passwords, keys and payloads of messages are in no event.
"""

from csms.domain.event_data.reports import AlarmCleared, AlarmRaised, SecurityReport, WebhookState, WebhookTest
from csms.domain.event_data.requests import CertificateStep, CommandEnd, ReservationStep, TransferStep
from csms.domain.event_data.sessions import CdrIssued, PlanLimit, PriceGap, Session
from csms.domain.event_data.stations import (
    Boot,
    Connected,
    ConnectorStatus,
    Disconnected,
    Registration,
    StationChange,
    UnknownToken,
)

__all__ = [
    "AlarmCleared",
    "AlarmRaised",
    "Boot",
    "CdrIssued",
    "CertificateStep",
    "CommandEnd",
    "Connected",
    "ConnectorStatus",
    "Disconnected",
    "PlanLimit",
    "PriceGap",
    "Registration",
    "ReservationStep",
    "SecurityReport",
    "Session",
    "StationChange",
    "TransferStep",
    "UnknownToken",
    "WebhookState",
    "WebhookTest",
]
