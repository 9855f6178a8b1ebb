"""What each kind of event says: names, units and values as the operator API has them, the same for every OCPP version.

`token` is a driver's; passwords, keys and payloads of messages are in no event.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Registration:
    """`registration` is the operator's decision: accepted, pending or rejected."""

    registration: str
    security_profile: int


@dataclass(frozen=True)
class Connected:
    """`silent_since`: the last word of the station before it was away; null for its first connection."""

    ocpp_version: str | None
    silent_since: str | None


@dataclass(frozen=True)
class Disconnected:
    """`ocpp_version` is what the station spoke last."""

    ocpp_version: str | None


@dataclass(frozen=True)
class Boot:
    """What the station says it is."""

    ocpp_version: str | None
    vendor: str | None
    model: str | None
    serial_number: str | None
    firmware_version: str | None


@dataclass(frozen=True)
class ConnectorStatus:
    """The station's words; EVSE 0 is the station as a whole."""

    status: str
    previous_status: str | None
    error_code: str | None
    info: str | None


@dataclass(frozen=True)
class Session:
    """A charging session, as `GET /api/transactions/{transaction_id}` has it at that moment.

    `energy_wh` is null where the meter cannot say; `verdict` is `billable`, or `review` for `reasons`.
    `changed` names the members that differ from before.
    """

    transaction_id: str
    token: str | None
    token_type: str | None
    started_at: str
    ended_at: str | None
    stop_reason: str | None
    charging_state: str | None
    energy_wh: float | None
    meter_start_wh: float | None
    meter_stop_wh: float | None
    reservation_id: int | None
    remote_start_id: int | None
    verdict: str
    reasons: tuple[str, ...]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownToken:
    """A token that nobody knows; `sightings` counts all of them, at all stations."""

    token: str
    token_type: str | None
    sightings: int


@dataclass(frozen=True)
class CommandEnd:
    """How a command ended; `GET /api/commands/{command_id}` has the station's whole answer.

    `answer_status` is the `status` of that answer, where it has one; an error is the station's CALLERROR.
    """

    command_id: str
    action: str
    requested_by: str | None
    created_at: str
    answer_status: str | None
    error_code: str | None
    error_description: str | None


@dataclass(frozen=True)
class ReservationStep:
    """`ocpp_reservation_id` is its number at the station; `reason` a word of ours or the station's."""

    reservation_id: str
    ocpp_reservation_id: int
    token: str
    expires_at: str
    transaction_id: str | None
    reason: str | None


@dataclass(frozen=True)
class TransferStep:
    """How far a station is with a file. `kind` is firmware, log or diagnostics; `status` OCPP 2.x's word, in snake
    case. `version` is what the firmware calls itself, where that is known."""

    transfer_id: str
    kind: str
    status: str
    version: str | None


@dataclass(frozen=True)
class CertificateStep:
    """`serial_number` and `not_after` are the certificate's, once there is one."""

    certificate_request_id: str
    common_name: str | None
    serial_number: str | None
    not_after: str | None
    reason: str | None


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
class PlanLimit:
    """Sums over a site's sessions, in A per phase: the most they may be obeying, and what was measured."""

    bound_a: float
    measured_a: float


@dataclass(frozen=True)
class PriceGap:
    """The first time of a delivery day that has no price; `day` is one of Brussels' clock."""

    price_zone: str
    day: str
    gap_from: str
    gap_to: str


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
