"""OCPP 2.x: firmware and logs."""

from typing import Any

from .dialect import on
from .errand import DEFAULT_ATTEMPTS, DEFAULT_RETRY_INTERVAL_S
from .orders import Patience, firmware_order, log_order
from .v2 import Reports2

LOGS = ("DiagnosticsLog", "SecurityLog")


class Files2(Reports2):
    @on("UpdateFirmware")
    def on_update_firmware(
        self,
        request_id: int,
        firmware: dict[str, str],
        retries: int | None = None,
        retry_interval: int | None = None,
        **_: Any,
    ) -> Any:
        order = firmware_order(firmware, _patience(retries, retry_interval), request_id)
        return self._call_result.UpdateFirmware(status=self.station.firmware.update(order))

    @on("GetLog")
    def on_get_log(
        self,
        log: dict[str, str],
        log_type: str,
        request_id: int,
        retries: int | None = None,
        retry_interval: int | None = None,
        **_: Any,
    ) -> Any:
        if log_type not in LOGS:
            return self._call_result.GetLog(status="Rejected")
        order = log_order(log, log_type, _patience(retries, retry_interval), request_id)
        status, file_name = self.station.log_upload.send(order)
        return self._call_result.GetLog(status=status, filename=file_name)


def _patience(retries: int | None, retry_interval_s: int | None) -> Patience:
    """2.x counts what comes after the first attempt."""
    attempts = DEFAULT_ATTEMPTS if retries is None else retries + 1
    return attempts, DEFAULT_RETRY_INTERVAL_S if retry_interval_s is None else retry_interval_s
