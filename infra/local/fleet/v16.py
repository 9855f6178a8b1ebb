"""OCPP 1.6J: what a station says."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from ocpp.v16 import ChargePoint, call

from .dialect import Dialect, wire_time
from .evse import Evse, utc_now
from .local_list import Verdict
from .metering import Reading, readings
from .transaction import Sample, TransactionEvent

FIRMWARE_STATUSES_1_6 = {
    "Idle", "Downloading", "Downloaded", "DownloadFailed", "Installing", "Installed", "InstallationFailed",
}  # fmt: skip
SECURITY_EVENTS_1_6 = {
    "InvalidCsmsCertificate": "InvalidCentralSystemCertificate",
    "InvalidChargingStationCertificate": "InvalidChargePointCertificate",
}


class Reports16(Dialect, ChargePoint):
    subprotocol: ClassVar[str] = "ocpp1.6"
    profile_ids_identify: ClassVar[bool] = False

    @staticmethod
    def new_transaction_id() -> None:
        """The CSMS makes it."""

    @staticmethod
    def statuses(evses: Sequence[Evse]) -> dict[int, str]:
        whole = "Available" if any(evse.in_service for evse in evses) else "Unavailable"
        return {0: whole} | {evse.id: evse.status for evse in evses}

    async def boot(self, reason: str) -> Any:
        return await self.ask(
            call.BootNotification(
                charge_point_vendor="Fleet",
                charge_point_model="Simulator 1.6",
                charge_point_serial_number=self.station.serial_number,
                firmware_version=self.station.firmware.version,
            )
        )

    async def authorize(self, token: str) -> Verdict:
        answer = await self.ask(call.Authorize(id_tag=token))
        info = answer.id_tag_info
        return Verdict(info["status"] == "Accepted", info.get("parent_id_tag"))

    async def report_status(self, connector: int, status: str, at: datetime) -> None:
        error_code = "NoError"
        if status == "Faulted":
            error_code = self.station.evse(connector).fault or "OtherError"
        await self.ask(call.StatusNotification(connector, error_code, status, wire_time(at)))

    async def report_reservation(self, reservation_id: int, how: str) -> None:
        """1.6 has no word for it: the CSMS has a clock of its own, and sees the status."""

    async def report_security_event(self, kind: str, at: datetime, tech_info: str | None) -> None:
        name = SECURITY_EVENTS_1_6.get(kind, kind)
        await self.ask(call.SecurityEventNotification(name, wire_time(at), tech_info))

    async def report_firmware(self, status: str, request_id: int | None, legacy: bool) -> None:
        if not legacy:
            await self.ask(call.SignedFirmwareStatusNotification(status, request_id))
        elif status in FIRMWARE_STATUSES_1_6:
            await self.ask(call.FirmwareStatusNotification(status))

    async def report_log(self, status: str, request_id: int | None, legacy: bool) -> None:
        if status == "AcceptedCanceled":
            return
        if legacy:
            known = status in ("Idle", "Uploading", "Uploaded")
            await self.ask(call.DiagnosticsStatusNotification(status if known else "UploadFailed"))
        else:
            await self.ask(call.LogStatusNotification(status, request_id))

    async def sign_certificate(self, csr: str) -> bool:
        answer = await self.ask(call.SignCertificate(csr))
        return bool(answer.status == "Accepted")

    async def report(self, event: TransactionEvent) -> None:
        if event.kind == "Started":
            await self._start_transaction(event)
        elif event.kind == "Ended":
            await self._stop_transaction(event)
        elif event.sample:
            await self._meter_values(event.transaction.evse_id, event.sample, self._wire_id(event))

    async def report_sample(self, evse: Evse, context: str) -> None:
        wire_id = evse.transaction.wire_id if evse.transaction else None
        await self._meter_values(evse.id, evse.sample(context, utc_now()), wire_id)

    async def _meter_values(self, connector: int, sample: Sample, wire_id: int | str | None) -> None:
        await self.ask(call.MeterValues(connector, [meter_value(sample)], wire_id))

    async def _start_transaction(self, event: TransactionEvent) -> None:
        transaction, sample = event.transaction, event.sample
        assert sample
        answer = await self.ask(
            call.StartTransaction(
                transaction.evse_id,
                transaction.token,
                round(sample.energy_wh),
                wire_time(event.at),
                transaction.reservation_id,
            )
        )
        transaction.wire_id = answer.transaction_id
        if answer.id_tag_info["status"] != "Accepted":
            self.station.refuse(transaction)

    async def _stop_transaction(self, event: TransactionEvent) -> None:
        begin, end = event.transaction.begin, event.sample
        assert begin
        assert end
        await self.ask(
            call.StopTransaction(
                meter_stop=round(end.energy_wh),
                timestamp=wire_time(event.at),
                transaction_id=self._wire_id(event),
                reason=event.stopped_reason,
                id_tag=event.transaction.token if event.stopped_reason == "Local" else None,
                transaction_data=[meter_value(begin), meter_value(end)],
            )
        )

    @staticmethod
    def _wire_id(event: TransactionEvent) -> int | str:
        """-1 where the CSMS refused to give one (1.6J errata 3.18)."""
        wire_id = event.transaction.wire_id
        return -1 if wire_id is None else wire_id


def meter_value(sample: Sample) -> dict[str, Any]:
    values = [_sampled_value(sample.context, reading) for reading in readings(sample)]
    return {"timestamp": wire_time(sample.at), "sampledValue": values}


def _sampled_value(context: str, reading: Reading) -> dict[str, str]:
    optional = {"phase": reading.phase, "location": reading.location}
    return {
        "value": str(reading.value),
        "context": context,
        "measurand": reading.measurand,
        "unit": reading.unit,
    } | {name: value for name, value in optional.items() if value}
