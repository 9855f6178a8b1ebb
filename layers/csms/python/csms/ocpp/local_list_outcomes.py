"""What stations answer to SendLocalList and GetLocalListVersion: one way, and two names for the version."""

from collections.abc import Callable
from typing import Any

from csms.application.list_outcomes import ListAnswered, list_answered, version_answered
from csms.ocpp.dialect import OutcomeRow, OutcomeTable, Payload


def _sent(member: str) -> Callable[[Payload, Payload], ListAnswered]:
    def read(request: Payload, response: Payload) -> ListAnswered:
        status = response.get("status")
        return ListAnswered(int(request[member]), status if isinstance(status, str) else None)

    return read


def _told(member: str) -> Callable[[Payload, Payload], int | None]:
    def read(request: Payload, response: Payload) -> int | None:
        return _whole(response.get(member))

    return read


def _whole(number: Any) -> int | None:
    return int(number) if isinstance(number, int | float) and number == int(number) else None


def _outcomes(member: str) -> OutcomeTable:
    return {
        "SendLocalList": OutcomeRow(_sent(member), list_answered),
        "GetLocalListVersion": OutcomeRow(_told(member), version_answered),
    }


LIST_OUTCOMES_16 = _outcomes("listVersion")
LIST_OUTCOMES_2X = _outcomes("versionNumber")
