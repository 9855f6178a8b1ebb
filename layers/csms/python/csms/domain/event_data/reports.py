"""What is told of security, of alarms, and of telling itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SecurityReport:
    """`kind` is the station's word; `critical` where OCPP's list of security events says so."""

    security_event_id: str
    kind: str
    critical: bool
    tech_info: str | None


@dataclass(frozen=True)
class AlarmRaised:
    """What an operator should look at soon; the station's events tell more."""

    alarm: str


@dataclass(frozen=True)
class AlarmCleared:
    """What an alarm was about is over."""

    alarm: str


@dataclass(frozen=True)
class WebhookState:
    """`reason` says what the receiver did."""

    webhook_id: str
    url: str
    reason: str


@dataclass(frozen=True)
class WebhookTest:
    """Sent to one webhook because somebody asked for it."""

    webhook_id: str
