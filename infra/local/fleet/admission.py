"""Who may charge: a car comes, somebody shows a token, the CSMS or the local list decides."""

from typing import TYPE_CHECKING

from .device_model import DeviceModel
from .evse import Evse
from .local_list import LocalList, Verdict
from .physics import Car
from .profile_store import ProfileStore
from .reservations import Reserving
from .transaction import Transaction

if TYPE_CHECKING:
    from .session import Session


class Admission(Reserving):
    def __init__(self, evses: list[Evse], settings: DeviceModel, profiles: ProfileStore) -> None:
        super().__init__(evses, settings, profiles)
        self.local_list = LocalList()
        self.session: Session | None = None
        """Set while connected and accepted by the CSMS."""

    @property
    def online(self) -> bool:
        return self.session is not None

    async def plug_in(self, evse_id: int, car: Car, token: str | None = None) -> bool:
        """Connect a car and show a token, unless the CSMS has asked for a start; True when it may charge."""
        evse = self.evse(evse_id)
        evse.car, evse.finished = car, False
        self.update()
        if evse.remote:
            self.begin(evse, evse.remote.token, evse.remote, evse.remote.group)
        elif token:
            accepted, group = await self.authorize(token)
            if accepted and evse.car is car and evse.free and self.admits(evse, token, group):
                self.begin(evse, token, group=group)
        return evse.transaction is not None

    async def authorize(self, token: str) -> Verdict:
        """Ask the CSMS; offline the local list decides."""
        answer = await self.session.authorize(token) if self.session else None
        return Verdict(self.local_list.allows(token)) if answer is None else answer

    def refuse(self, transaction: Transaction) -> None:
        """The CSMS does not accept the token of a transaction that has begun."""
        self.log("%s is not accepted", transaction.token)
        running = self.evse(transaction.evse_id).transaction is transaction
        if running and self.settings.boolean("StopTransactionOnInvalidId"):
            self.stop(transaction.evse_id, "DeAuthorized")
