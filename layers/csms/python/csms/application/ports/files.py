"""Firmware, transfers, and the files themselves."""

from typing import Protocol

from csms.application.ports.shared import Page, PreparedWrite
from csms.domain.firmware import Firmware
from csms.domain.transfers import Transfer


class FirmwareImages(Protocol):
    def all(self) -> list[Firmware]: ...
    def get(self, firmware_id: str) -> Firmware | None: ...
    def save(self, firmware: Firmware) -> None: ...
    def remove(self, firmware_id: str) -> None: ...


class Transfers(Protocol):
    def get(self, station_key: str, transfer_id: str) -> Transfer | None: ...
    def recent(self, station_key: str) -> list[Transfer]:
        """The newest twenty or so, newest first."""

    def page(self, station_key: str, limit: int, cursor: str | None) -> Page[Transfer]: ...
    def prepared_save(self, transfer: Transfer) -> PreparedWrite:
        """Does not hold where somebody else has written since `transfer.version`; 0 is a new one."""

    def save(self, transfer: Transfer) -> None:
        """Raises ConcurrentChangeError where `prepared_save` would not hold."""


class Files(Protocol):
    """URLs that serve one object for `life_s` seconds to whoever has them: they are secrets."""

    def download_url(self, key: str, life_s: int, file_name: str | None = None) -> str: ...
    def upload_url(self, key: str, life_s: int) -> str:
        """For an HTTP PUT."""

    def size_bytes(self, key: str) -> int | None:
        """None where no file is there (yet)."""

    def remove(self, key: str) -> None: ...
