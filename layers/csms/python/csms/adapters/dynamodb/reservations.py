"""Reservations in DynamoDB. Which of them may be open stands on the station too, as a hint that is never too short."""

from dataclasses import asdict, fields
from typing import Any

from csms.adapters.dynamodb.models import ReservationItem, StationItem
from csms.adapters.dynamodb.paging import decode_cursor, is_key, read_index_page
from csms.adapters.dynamodb.transact import ALONG, ConditionFailedError, Transaction
from csms.application.ports import Page, PreparedWrite, ReservationFilter
from csms.domain.errors import ConcurrentChangeError
from csms.domain.ids import key_of
from csms.domain.reservations import Reservation, ReservationStatus, Step


class DynamoReservations:
    def get(self, reservation_id: str) -> Reservation | None:
        if not is_key(reservation_id):
            return None
        try:
            return reservation_of(ReservationItem.get(reservation_id, consistent_read=True))
        except ReservationItem.DoesNotExist:
            return None

    def get_many(self, reservation_ids: list[str]) -> list[Reservation]:
        found = ReservationItem.batch_get(reservation_ids, consistent_read=True) if reservation_ids else []
        return sorted((reservation_of(item) for item in found), key=lambda reservation: reservation.id)

    def page(self, wanted: ReservationFilter, limit: int, cursor: str | None) -> Page[Reservation]:
        results = _query(
            wanted, {"scan_index_forward": False, "limit": limit, "last_evaluated_key": decode_cursor(cursor)}
        )
        page = read_index_page(ReservationItem, results, lambda row: row.id, reservation_of)
        return Page([r for r in page.items if wanted.open in (None, r.open)], page.next_cursor)

    def prepared_add(self, reservation: Reservation) -> PreparedWrite:
        item = item_of(reservation)
        return lambda write: write.put(ALONG, item, ReservationItem.id.does_not_exist())

    def prepared_change(self, reservation: Reservation) -> PreparedWrite:
        item = item_of(reservation)
        return lambda write: write.put(ALONG, item, unchanged(reservation))

    def change(self, reservation: Reservation, station_removed: bool = False) -> None:
        write = Transaction()
        write.put("reservation", item_of(reservation), unchanged(reservation))
        if not (reservation.open or station_removed):
            station = StationItem(reservation.station_key)
            write.update("station", station, [forget(reservation.id)], StationItem.key.exists())
        try:
            write.commit()
        except ConditionFailedError as failed:
            if "reservation" in failed.labels:
                raise ConcurrentChangeError("the reservation has changed in between") from None
            self.change(reservation, station_removed=True)


def item_of(reservation: Reservation) -> ReservationItem:
    """As it is stored: one version on."""
    state = {field.name: getattr(reservation, field.name) for field in fields(reservation)}
    state |= {"status": reservation.status.value, "history": [asdict(step) for step in reservation.history]}
    return ReservationItem(
        reservation.id,
        created_at=reservation.created_at,
        open_since=reservation.created_at if reservation.open else None,
        station_key=reservation.station_key,
        token_key=key_of(reservation.token),
        version=reservation.version + 1,
        state={name: value for name, value in state.items() if value is not None},
    )


def unchanged(reservation: Reservation) -> Any:
    """Nobody else has written since it was read."""
    return ReservationItem.version == reservation.version


def forget(reservation_id: str) -> Any:
    """The action that takes it from the station's item."""
    return StationItem.open_reservations.delete({reservation_id})


def _query(wanted: ReservationFilter, options: dict[str, Any]) -> Any:
    if wanted.station_key:
        return ReservationItem.by_station.query(wanted.station_key, **options)
    if wanted.token_key:
        return ReservationItem.by_token.query(wanted.token_key, **options)
    if wanted.open:
        return ReservationItem.open.query("reservation", **options)
    return ReservationItem.by_creation.query("reservation", **options)


def reservation_of(item: ReservationItem) -> Reservation:
    state = dict(item.state)
    history = tuple(Step(s["at"], ReservationStatus(s["status"]), s.get("reason")) for s in state.pop("history"))
    status = ReservationStatus(state.pop("status"))
    state |= {"number": int(state["number"]), "evse": int(state["evse"]), "version": int(item.version)}
    return Reservation(**state, status=status, history=history)
