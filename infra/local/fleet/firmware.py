"""Firmware: fetched, its signature checked, installed when nobody charges, running after a reboot."""

import asyncio
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from .certificates import CSMS_ROOT, MANUFACTURER_ROOT
from .errand import Errand, Order
from .evse import utc_now
from .firmware_signature import is_signed_by, signing_certificate
from .reboot import shut_down, start_up
from .transfer import TransferError, download

if TYPE_CHECKING:
    from .dialect import Dialect

INSTALLATION_S = 120.0
"""Simulated seconds."""
VERSION = re.compile(rb"\d+(?:\.\d+)+[\w.+-]*")


@dataclass(frozen=True, kw_only=True)
class FirmwareOrder(Order):
    retrieve_at: datetime
    install_at: datetime | None = None
    signing_certificate: str | None = None
    """PEM; without one the firmware comes unsigned."""
    signature: str | None = None
    """Base64."""


class UpdateFailed(Exception):
    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Firmware(Errand):
    forgotten_after: ClassVar[frozenset[str]] = frozenset({"Installed"})
    version = "1.0"

    async def tell(self, charge_point: "Dialect", status: str, request_id: int | None, legacy: bool) -> None:
        await charge_point.report_firmware(status, request_id, legacy)

    def update(self, order: FirmwareOrder) -> str:
        """The status to answer; an update that is not being installed yet gives way to the new one."""
        if self.busy and self.status in ("Installing", "InstallRebooting"):
            return "Rejected"
        if order.signing_certificate is not None and not self._is_genuine(order.signing_certificate):
            self.station.security_event("InvalidFirmwareSigningCertificate")
            return "InvalidCertificate"
        busy = self.busy
        self.start(order, self._run(order))
        return "AcceptedCanceled" if busy else "Accepted"

    async def _run(self, order: FirmwareOrder) -> None:
        try:
            await self._wait_until(order.retrieve_at, "DownloadScheduled")
            image = await self._fetch(order)
            self._check_signature(order, image)
            if order.install_at:
                await self._wait_until(order.install_at, "InstallScheduled")
            self._hold(True)
            await self.station.until(lambda: not any(evse.transaction for evse in self.station.evses))
            await self._install(image)
        except UpdateFailed as failure:
            self.enter(failure.status)
        finally:
            self._hold(False)

    async def _fetch(self, order: FirmwareOrder) -> bytes:
        self.enter("Downloading")
        for attempt in range(order.attempts):
            if attempt:
                await asyncio.sleep(order.retry_interval_s)
            try:
                image = await download(order.location, self.station.trusted.of(CSMS_ROOT, utc_now()))
            except TransferError as error:
                self.station.log("cannot download firmware: %s", error)
            else:
                self.enter("Downloaded")
                return image
        raise UpdateFailed("DownloadFailed")

    def _is_genuine(self, pem: str) -> bool:
        now = utc_now()
        return signing_certificate(pem, self.station.trusted.of(MANUFACTURER_ROOT, now), now) is not None

    def _check_signature(self, order: FirmwareOrder, image: bytes) -> None:
        if order.signing_certificate is None:
            return
        if not is_signed_by(image, order.signature or "", order.signing_certificate):
            self.station.security_event("InvalidFirmwareSignature")
            raise UpdateFailed("InvalidSignature")
        self.enter("SignatureVerified")

    async def _install(self, image: bytes) -> None:
        self.enter("Installing")
        await asyncio.sleep(INSTALLATION_S / self.station.timing.speed)
        if not image:
            raise UpdateFailed("InstallationFailed")
        self.enter("InstallRebooting")
        await shut_down(self.station, "FirmwareUpdate", "Reboot")
        self.version = _version(image, self.version)
        self._hold(False)
        await start_up(self.station)
        self.enter("Installed")
        self.station.security_event("FirmwareUpdated", self.version)

    async def _wait_until(self, at: datetime, status: str) -> None:
        """By the clock on the wall, as everything that the CSMS gives a time for."""
        wait_s = (at - utc_now()).total_seconds()
        if wait_s > 0:
            self.enter(status)
            await asyncio.sleep(wait_s)

    def _hold(self, held: bool) -> None:
        """No new driver until it is done (L01.FR.07)."""
        for evse in self.station.evses:
            evse.held = held
        self.station.update()


def _version(image: bytes, current: str) -> str:
    """What the first line calls itself, else the current one with a digest of the image."""
    named = VERSION.search(image.split(b"\n", 1)[0][:200])
    if named:
        return named.group().decode("ascii", "replace")[:50]
    return f"{current.split('+')[0]}+{hashlib.sha256(image).hexdigest()[:8]}"
