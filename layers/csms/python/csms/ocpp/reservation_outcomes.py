"""What stations answer to ReserveNow and CancelReservation: spelled alike in all versions."""

from csms.application.reservation_outcomes import cancellation_answered, reservation_answered
from csms.ocpp.dialect import OutcomeRow, OutcomeTable, Payload


def _status(request: Payload, response: Payload) -> str | None:
    status = response.get("status")
    return status if isinstance(status, str) else None


def _cancelled(request: Payload, response: Payload) -> tuple[int, str | None]:
    return int(request["reservationId"]), _status(request, response)


RESERVATION_OUTCOMES: OutcomeTable = {
    "ReserveNow": OutcomeRow(_status, reservation_answered),
    "CancelReservation": OutcomeRow(_cancelled, cancellation_answered),
}
