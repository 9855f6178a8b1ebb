"""What is told of what stations were asked for."""

from dataclasses import dataclass


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
