"""OCPP 2.x: reservations."""

from typing import Any

from .dialect import on
from .profile_wire import parse_time
from .remote_reservations import cancel_reservation, reserve
from .reservations import Reservation
from .v2 import Reports2


class Reservations2(Reports2):
    @on("ReserveNow")
    def on_reserve_now(
        self,
        id: int,
        expiry_date_time: str,
        id_token: dict[str, str],
        evse_id: int = 0,
        group_id_token: dict[str, str] | None = None,
        connector_type: str | None = None,
        **_: Any,
    ) -> Any:
        group = group_id_token["id_token"] if group_id_token else None
        wish = Reservation(id, evse_id, id_token["id_token"], group, parse_time(expiry_date_time))
        return self._call_result.ReserveNow(status=reserve(self.station, wish, connector_type))

    @on("CancelReservation")
    def on_cancel_reservation(self, reservation_id: int, **_: Any) -> Any:
        cancelled = cancel_reservation(self.station, reservation_id)
        return self._call_result.CancelReservation(status="Accepted" if cancelled else "Rejected")
