"""OCPP 1.6J: firmware and logs, as of old and with the security extension."""

from typing import Any

from ocpp.exceptions import NotSupportedError
from ocpp.v16 import call_result

from .certificates import MANUFACTURER_ROOT
from .dialect import on
from .errand import DEFAULT_ATTEMPTS, DEFAULT_RETRY_INTERVAL_S
from .evse import utc_now
from .firmware import FirmwareOrder
from .log_upload import LogOrder
from .orders import Patience, firmware_order, log_order
from .profile_wire import parse_optional, parse_time
from .v16 import Reports16


class Files16(Reports16):
    @on("UpdateFirmware")
    def on_update_firmware(
        self, location: str, retrieve_date: str, retries: int | None = None, retry_interval: int | None = None
    ) -> Any:
        """A station that can check signatures takes nothing unsigned (security whitepaper L01.FR.20)."""
        if self.station.trusted.of(MANUFACTURER_ROOT, utc_now()):
            raise NotSupportedError
        patience = _patience(retries, retry_interval)
        self.station.firmware.update(FirmwareOrder(location, *patience, retrieve_at=parse_time(retrieve_date)))
        return call_result.UpdateFirmware()

    @on("SignedUpdateFirmware")
    def on_signed_update_firmware(
        self,
        request_id: int,
        firmware: dict[str, str],
        retries: int | None = None,
        retry_interval: int | None = None,
    ) -> Any:
        order = firmware_order(firmware, _patience(retries, retry_interval), request_id)
        return call_result.SignedUpdateFirmware(self.station.firmware.update(order))

    @on("GetDiagnostics")
    def on_get_diagnostics(
        self,
        location: str,
        retries: int | None = None,
        retry_interval: int | None = None,
        start_time: str | None = None,
        stop_time: str | None = None,
    ) -> Any:
        patience = _patience(retries, retry_interval)
        since, until = parse_optional(start_time), parse_optional(stop_time)
        answer = self.station.log_upload.send(LogOrder(location, *patience, since=since, until=until))
        return call_result.GetDiagnostics(answer.file_name)

    @on("GetLog")
    def on_get_log(
        self,
        log: dict[str, str],
        log_type: str,
        request_id: int,
        retries: int | None = None,
        retry_interval: int | None = None,
    ) -> Any:
        order = log_order(log, log_type, _patience(retries, retry_interval), request_id)
        return call_result.GetLog(*self.station.log_upload.send(order))


def _patience(retries: int | None, retry_interval_s: int | None) -> Patience:
    """1.6 counts the attempts."""
    attempts = DEFAULT_ATTEMPTS if retries is None else max(1, retries)
    return attempts, DEFAULT_RETRY_INTERVAL_S if retry_interval_s is None else retry_interval_s
