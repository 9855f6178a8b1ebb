"""OCPP 2.x: what a station says; 2.0.1 and 2.1 say it alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from .device_model import Variable
from .dialect import Dialect, wire_time
from .evse import Evse, utc_now
from .local_list import Verdict
from .metering import Reading, readings
from .transaction import Sample, TransactionEvent

REPORT_SIZE = 10


class Reports2(Dialect):
    @staticmethod
    def new_transaction_id() -> str:
        return str(uuid4())

    @staticmethod
    def statuses(evses: Sequence[Evse]) -> dict[int, str]:
        return {evse.id: _status(evse) for evse in evses}

    async def boot(self, reason: str) -> Any:
        charging_station = {
            "vendor_name": "Fleet",
            "model": f"Simulator {self.subprotocol[4:]}",
            "serial_number": self.station.serial_number,
            "firmware_version": self.station.firmware.version,
        }
        return await self.ask(self._call.BootNotification(charging_station=charging_station, reason=reason))

    async def authorize(self, token: str) -> Verdict:
        answer = await self.ask(self._call.Authorize(id_token=_id_token(token)))
        info = answer.id_token_info
        return Verdict(info["status"] == "Accepted", info.get("group_id_token", {}).get("id_token"))

    async def report_reservation(self, reservation_id: int, how: str) -> None:
        await self.ask(self._call.ReservationStatusUpdate(reservation_id=reservation_id, reservation_update_status=how))

    async def report_status(self, connector: int, status: str, at: datetime) -> None:
        await self.ask(
            self._call.StatusNotification(
                timestamp=wire_time(at), connector_status=status, evse_id=connector, connector_id=1
            )
        )

    async def report_security_event(self, kind: str, at: datetime, tech_info: str | None) -> None:
        await self.ask(self._call.SecurityEventNotification(type=kind, timestamp=wire_time(at), tech_info=tech_info))

    async def report_firmware(self, status: str, request_id: int | None, legacy: bool) -> None:
        await self.ask(self._call.FirmwareStatusNotification(status=status, request_id=request_id))

    async def report_log(self, status: str, request_id: int | None, legacy: bool) -> None:
        await self.ask(self._call.LogStatusNotification(status=status, request_id=request_id))

    async def sign_certificate(self, csr: str) -> bool:
        answer = await self.ask(self._call.SignCertificate(csr=csr, certificate_type="ChargingStationCertificate"))
        return bool(answer.status == "Accepted")

    async def report(self, event: TransactionEvent) -> None:
        started = event.kind == "Started"
        transaction = event.transaction
        answer = await self.ask(
            self._call.TransactionEvent(
                event_type=event.kind,
                timestamp=wire_time(event.at),
                trigger_reason=event.trigger,
                seq_no=event.seq_no,
                offline=event.offline,
                transaction_info=_transaction_info(event),
                meter_value=[meter_value(event.sample)] if event.sample else None,
                evse={"id": transaction.evse_id, "connector_id": 1},
                id_token=_id_token(transaction.token) if started else None,
                reservation_id=transaction.reservation_id if started else None,
            )
        )
        if (answer.id_token_info or {}).get("status", "Accepted") != "Accepted":
            self.station.refuse(transaction)

    async def report_sample(self, evse: Evse, context: str) -> None:
        sample = meter_value(evse.sample(context, utc_now()))
        await self.ask(self._call.MeterValues(evse_id=evse.id, meter_value=[sample]))

    async def report_variables(self, request_id: int, variables: Sequence[Variable]) -> None:
        parts = [variables[i : i + REPORT_SIZE] for i in range(0, len(variables), REPORT_SIZE)]
        for seq_no, part in enumerate(parts):
            await self.ask(
                self._call.NotifyReport(
                    request_id=request_id,
                    generated_at=wire_time(utc_now()),
                    seq_no=seq_no,
                    tbc=seq_no < len(parts) - 1,
                    report_data=[_report_data(variable) for variable in part],
                )
            )


def meter_value(sample: Sample) -> dict[str, Any]:
    values = [_sampled_value(sample.context, reading) for reading in readings(sample)]
    return {"timestamp": wire_time(sample.at), "sampled_value": values}


def _sampled_value(context: str, reading: Reading) -> dict[str, Any]:
    return {
        "value": reading.value,
        "context": context,
        "measurand": reading.measurand,
        "phase": reading.phase,
        "location": reading.location,
        "unit_of_measure": {"unit": reading.unit},
    }


def _status(evse: Evse) -> str:
    if evse.fault:
        return "Faulted"
    if evse.car:
        return "Occupied"
    if not evse.in_service:
        return "Unavailable"
    return "Reserved" if evse.reserved else "Available"


def _id_token(token: str) -> dict[str, str]:
    return {"id_token": token, "type": "ISO14443"}


def _transaction_info(event: TransactionEvent) -> dict[str, Any]:
    return {
        "transaction_id": event.transaction.wire_id,
        "charging_state": event.charging_state,
        "stopped_reason": event.stopped_reason,
        "remote_start_id": event.transaction.remote_start_id,
    }


def _report_data(variable: Variable) -> dict[str, Any]:
    return {
        "component": {"name": variable.component},
        "variable": {"name": variable.name, "instance": variable.instance},
        "variable_attribute": [
            {"value": variable.value if variable.readable else None, "mutability": variable.mutability}
        ],
        "variable_characteristics": {"data_type": variable.data_type, "supports_monitoring": False},
    }
