"""OCPP 1.6J: reservations."""

from typing import Any

from ocpp.v16 import call_result

from .dialect import on
from .profile_wire import parse_time
from .remote_reservations import cancel_reservation, reserve
from .reservations import Reservation
from .v16 import Reports16


class Reservations16(Reports16):
    @on("ReserveNow")
    def on_reserve_now(
        self, connector_id: int, expiry_date: str, id_tag: str, reservation_id: int, parent_id_tag: str | None = None
    ) -> Any:
        wish = Reservation(reservation_id, connector_id, id_tag, parent_id_tag, parse_time(expiry_date))
        return call_result.ReserveNow(reserve(self.station, wish))

    @on("CancelReservation")
    def on_cancel_reservation(self, reservation_id: int) -> Any:
        cancelled = cancel_reservation(self.station, reservation_id)
        return call_result.CancelReservation("Accepted" if cancelled else "Rejected")
