"""Reservations as operators ask for them and see them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from csms.domain.reservations import Reservation, ReservationStatus
from operator_api.calls import QueueableBody
from operator_api.command_views import CommandView
from operator_api.fields import Name, Natural, ShownTime, Time


class ReservationBody(QueueableBody):
    """`token_type` and `group_id` are the known token's where they are left out; any token of the group may start.

    `replaces` is an open reservation of this station that this one takes the place of, if the station agrees.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"evse": 1, "token": "04A1B2C3D4", "expires_at": "2026-03-01T18:00:00Z"}]}
    )
    evse: Annotated[Natural, Field(description="0 is any of the station's.")] = 0
    token: Name
    expires_at: Time
    token_type: Name | None = None
    group_id: Name | None = None
    connector_type: Annotated[Name, Field(description="2.x only, for example cCCS2.")] | None = None
    replaces: Name | None = None


class ReservationStepView(BaseModel):
    at: ShownTime
    status: ReservationStatus
    reason: str | None


class ReservationView(BaseModel):
    """`requested` until the station has answered, then `accepted`, or `rejected` with its reason; `failed` where it
    could not be asked or answered with an error. An accepted one ends as `used` (by `transaction_id`), `cancelled`,
    `expired`, `replaced`, or `released` where its connector went out of order or the station gave it up.

    `ocpp_reservation_id` is its number at the station.
    """

    id: str
    station: str
    ocpp_reservation_id: int
    status: ReservationStatus
    evse: int
    token: str
    token_type: str
    group_id: str | None
    connector_type: str | None
    expires_at: ShownTime
    created_at: ShownTime
    transaction_id: str | None
    replaces: str | None
    history: list[ReservationStepView]


class ReservationCommandView(ReservationView):
    """`command` is the CALL that this request made."""

    command: CommandView


def view(reservation: Reservation, now: str) -> ReservationView:
    members = {name: getattr(reservation, name) for name in ReservationView.model_fields if hasattr(reservation, name)}
    members |= {
        "station": reservation.identity,
        "ocpp_reservation_id": reservation.number,
        "status": reservation.status_at(now),
        "history": [ReservationStepView(**step.__dict__) for step in reservation.history],
    }
    return ReservationView(**members)
