"""A charging station: it charges cars and talks with the CSMS. The same in every OCPP version."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Self

from .admission import Admission
from .certificates import TrustStore
from .device_model import DeviceModel
from .doors import Doors
from .evse import Evse, utc_now
from .firmware import Firmware
from .link import Link
from .log_upload import Log
from .logbook import Logbook
from .observable import LOG, Background
from .outbox import Outbox
from .own_certificate import OwnCertificate
from .profile_store import ProfileStore
from .reservations import Reservation
from .session import Session
from .statuses import KnownStatuses
from .timing import Timing

if TYPE_CHECKING:
    from .dialect import Dialect


class Station(Admission):
    """Runs between `connect()` and `close()`, or within `async with`."""

    def __init__(
        self,
        identity: str,
        url: str,
        password: str,
        dialect: "type[Dialect]",
        evses: Sequence[Evse] = (),
        timing: Timing | None = None,
        rng: Random | None = None,
        doors: Mapping[int, str] | None = None,
    ) -> None:
        """`doors`: URLs of higher security profiles, see Doors."""
        self.identity, self.dialect, self.timing = identity, dialect, timing or Timing()
        evses = list(evses) or [Evse(1)]
        settings = DeviceModel(identity, evses, self.timing)
        super().__init__(evses, settings, ProfileStore(identified_by_id=dialect.profile_ids_identify))
        self.new_transaction_id = dialect.new_transaction_id
        self.notifications: Outbox[Callable[[], Awaitable[object]]] = Outbox()
        """What is worth nothing on another connection."""
        self.reports: Outbox[Callable[[Dialect], Awaitable[object]]] = Outbox()
        """What the CSMS has to hear, whenever the station is online."""
        self.diagnostics, self.security_log = Logbook(), Logbook()
        self.trusted, self.own_certificate = TrustStore(), OwnCertificate(self.serial_number)
        self.firmware, self.log_upload = Firmware(self), Log(self)
        self.background = Background()
        self.link = Link(self, Doors(self, url, doors or {}), password, rng or Random(identity))
        self.boot_reason: str | None = "PowerUp"
        """None once accepted: a new connection alone needs no boot."""
        self._statuses = KnownStatuses()

    @property
    def serial_number(self) -> str:
        return self.identity[:25]

    def power_up(self) -> None:
        self.background.spawn(self.link.run())
        self.background.spawn(self._live())

    async def connect(self, timeout_s: float | None = None) -> bool:
        """Power up, and wait until the CSMS has accepted the station."""
        self.power_up()
        return await self.until(lambda: self.online, timeout_s)

    async def close(self) -> None:
        await self.background.close()

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def update(self) -> None:
        super().update()
        if self.session is None:
            return
        for connector, status in self._statuses.announce(self.dialect.statuses(self.evses)):
            self.log("connector %d %s", connector, status)
            self.notifications.put(partial(self._report_status, self.session, connector, status))

    def reservation_ended(self, reservation: Reservation, how: str) -> None:
        self.reports.put(lambda charge_point: charge_point.report_reservation(reservation.id, how))

    def security_event(self, kind: str, tech_info: str | None = None, tell: bool = True) -> None:
        """Noted, and told to the CSMS when it is critical or a requirement says so (security whitepaper A04)."""
        now = utc_now()
        self.security_log.write(now, f"{kind} {tech_info or ''}".rstrip())
        if tell:
            self.reports.put(lambda charge_point: charge_point.report_security_event(kind, now, tech_info))

    def booted(self, status: str, interval_s: int) -> None:
        self.log("boot %s", status)
        if status == "Accepted":
            self.boot_reason = None
            if interval_s:
                self.settings.set("HeartbeatInterval", str(interval_s))
            self._statuses.forget()
            self.update()

    def went_online(self, session: Session) -> None:
        self.session = session
        self.log("online, %d messages waiting", len(self.transactions))
        self.update()

    def went_offline(self) -> None:
        self.session = None
        self.notifications.clear()
        self._statuses.lose_unconfirmed()
        self.changed()

    def log(self, text: str, *args: object) -> None:
        self.diagnostics.write(utc_now(), text % args)
        LOG.info("%s " + text, self.identity, *args)

    async def _report_status(self, session: Session, connector: int, status: str) -> None:
        await session.charge_point.report_status(connector, status, utc_now())
        self._statuses.confirm(connector, status)

    async def _live(self) -> None:
        then = time.monotonic()
        while True:
            await asyncio.sleep(self.timing.tick_s)
            now = time.monotonic()
            self.advance((now - then) * self.timing.speed)
            then = now
