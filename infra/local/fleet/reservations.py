"""Who has a place reserved at a station, and what that means for everybody else."""

from dataclasses import dataclass
from datetime import datetime

from .charging import Charging
from .device_model import DeviceModel
from .evse import Evse, utc_now
from .profile_store import ProfileStore
from .transaction import RemoteStart


@dataclass(frozen=True)
class Reservation:
    id: int
    evse_id: int
    """0 is any: one place is kept free, whichever it is."""
    token: str
    group: str | None
    """Who shares this parent may use it too."""
    expires_at: datetime

    def admits(self, token: str, group: str | None) -> bool:
        mine, theirs = _names(self.token, self.group), _names(token, group)
        return not mine.isdisjoint(theirs)


class Reserving(Charging):
    def __init__(self, evses: list[Evse], settings: DeviceModel, profiles: ProfileStore) -> None:
        super().__init__(evses, settings, profiles)
        self.reservations: list[Reservation] = []

    def reservation_ended(self, reservation: Reservation, how: str) -> None:
        """For whoever can tell the CSMS; `how` is Expired or Removed."""

    def admits(self, evse: Evse, token: str, group: str | None = None) -> bool:
        return not evse.reserved or self._reservation(evse, token, group) is not None

    def holder(self, evse_id: int) -> str | None:
        """The token that a reserved EVSE waits for."""
        mine = [r for r in self.reservations if r.evse_id in (0, evse_id)] if self.evse(evse_id).reserved else []
        return max(mine, key=lambda r: r.evse_id).token if mine else None

    def begin(self, evse: Evse, token: str, remote: RemoteStart | None = None, group: str | None = None) -> None:
        """A start by whom the place was reserved for uses the reservation up."""
        reservation = self._reservation(evse, token, group)
        if reservation:
            self.reservations.remove(reservation)
        self._begin(evse, token, remote, reservation.id if reservation else None)

    def advance(self, duration_s: float) -> None:
        now = utc_now()
        for reservation in [r for r in self.reservations if r.expires_at <= now]:
            self._end_reservation(reservation, "Expired")
        super().advance(duration_s)

    def update(self) -> None:
        for reservation in [r for r in self.reservations if not self._can_be_kept(r)]:
            self._end_reservation(reservation, "Removed")
        for evse in self.evses:
            evse.reserved = self._is_reserved(evse)
        super().update()

    def _end_reservation(self, reservation: Reservation, how: str) -> None:
        self.log("reservation %d: %s", reservation.id, how)
        self.reservations.remove(reservation)
        self.reservation_ended(reservation, how)

    def _can_be_kept(self, reservation: Reservation) -> bool:
        return any(evse.in_service for evse in self.evses if reservation.evse_id in (0, evse.id))

    def _is_reserved(self, evse: Evse) -> bool:
        """By its own reservation, or because no place more than those reserved anywhere is left."""
        own = {r.evse_id for r in self.reservations}
        left = [e for e in self.evses if e.free and e.id not in own]
        anywhere = [r for r in self.reservations if r.evse_id == 0]
        return evse.id in own or (evse.free and 0 < len(left) <= len(anywhere))

    def _reservation(self, evse: Evse, token: str, group: str | None) -> Reservation | None:
        """The one that lets this token charge here: the EVSE's own first."""
        mine = [r for r in self.reservations if r.evse_id in (0, evse.id) and r.admits(token, group)]
        own = [r for r in self.reservations if r.evse_id == evse.id]
        return next((r for r in mine if r in own or not own), None)


def _names(token: str, group: str | None) -> set[str]:
    return {name.lower() for name in (token, group) if name}
