"""OCPP 1.6 (edition 2) translated up: connector n is EVSE n with its connector 1; an idTag is a token."""

from typing import Any

from csms.application.authorize_token import AuthorizeToken, authorize_token
from csms.application.boot_station import BootStation, boot_station
from csms.application.record_meter_values import RecordMeterValues, record_meter_values
from csms.application.report_status import ReportStatus, report_status
from csms.application.request_certificate import RequestCertificate, request_certificate
from csms.application.start_transaction import Started, StartTransaction, start_transaction
from csms.application.stop_transaction import StopTransaction, stop_transaction
from csms.domain import clock
from csms.domain.metering import Sample, number
from csms.domain.stations import Connector
from csms.domain.tokens import Authorization, AuthorizationStatus
from csms.ocpp.dialect import (
    SECURITY_EVENT,
    Dialect,
    Inbound,
    InboundTable,
    Payload,
    boot_answer,
    current_time,
    data_transfer,
    generic_status,
    heartbeat,
    nothing,
    present,
    sample,
    wire_time,
)
from csms.ocpp.transfers import FIRMWARE, LOG, UPLOAD, transfer_status
from csms.ocpp.v16_operations import OPERATIONS
from csms.ocpp.v16_outcomes import OUTCOMES

_BOOT_MEMBERS = {
    "chargePointVendor": "vendor_name",
    "chargePointModel": "model",
    "chargePointSerialNumber": "serial_number",
    "chargeBoxSerialNumber": "box_serial_number",
    "firmwareVersion": "firmware_version",
    "iccid": "iccid",
    "imsi": "imsi",
    "meterType": "meter_type",
    "meterSerialNumber": "meter_serial_number",
}
_LOCATIONS_WITHOUT_16 = {AuthorizationStatus.UNKNOWN, AuthorizationStatus.NOT_AT_THIS_LOCATION}


def _boot(payload: Payload) -> BootStation:
    return BootStation({ours: payload[wire] for wire, ours in _BOOT_MEMBERS.items() if wire in payload})


def _status(payload: Payload) -> ReportStatus:
    connector = int(payload["connectorId"])
    reported = clock.parse(payload.get("timestamp", ""))
    code = payload.get("errorCode")
    return ReportStatus(
        Connector(
            evse=connector,
            connector=1 if connector else 0,
            status=payload["status"],
            reported_at=clock.to_text(reported) if reported else "",
            error_code=None if code == "NoError" else payload.get("vendorErrorCode") or code,
            info=payload.get("info"),
        )
    )


def _authorize(payload: Payload) -> AuthorizeToken:
    return AuthorizeToken(payload["idTag"].strip())


def _id_tag_info(decision: Authorization) -> Payload:
    """1.6 has five words only; a token that is unknown here or wrong here is Invalid (1.6 §7.2)."""
    status = "Invalid" if decision.status in _LOCATIONS_WITHOUT_16 else decision.status.value
    expires = clock.parse(decision.expires_at) if decision.expires_at else None
    info = present(
        status=status,
        parentIdTag=decision.group_id,
        expiryDate=wire_time(clock.to_text(expires)) if expires else None,
    )
    return {"idTagInfo": info}


def _start(payload: Payload) -> StartTransaction:
    reservation_id = payload.get("reservationId")
    return StartTransaction(
        evse=_connector(payload),
        token=payload.get("idTag", "").strip(),
        register_wh=number(payload.get("meterStart")),
        occurred_at=payload.get("timestamp", ""),
        payload=payload,
        reservation_id=reservation_id if reservation_id and reservation_id > 0 else None,
    )


def _started(started: Started) -> Payload:
    return {"transactionId": started.number, **_id_tag_info(started.authorization)}


def _stop(payload: Payload) -> StopTransaction:
    return StopTransaction(
        number=_integer(payload.get("transactionId")),
        token=payload["idTag"].strip() if "idTag" in payload else None,
        register_wh=number(payload.get("meterStop")),
        occurred_at=payload.get("timestamp", ""),
        reason=payload.get("reason") or "Local",
        samples=samples(payload.get("transactionData", [])),
        payload=payload,
    )


def _stopped(decision: Authorization | None) -> Payload:
    return {} if decision is None else _id_tag_info(decision)


def _meter_values(payload: Payload) -> RecordMeterValues:
    return RecordMeterValues(
        evse=_connector(payload),
        number=_integer(payload.get("transactionId")),
        samples=samples(payload.get("meterValue", [])),
        payload=payload,
    )


def samples(meter_values: list[Payload]) -> tuple[Sample, ...]:
    return tuple(
        sample(value.get("timestamp", ""), sampled, sampled.get("unit"), signed=_signed(sampled))
        for value in meter_values
        for sampled in value.get("sampledValue", [])
    )


def _signed(sampled: Payload) -> Any:
    return sampled.get("value") if sampled.get("format") == "SignedData" else None


def _integer(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value == int(value) else None


def _connector(payload: Payload) -> int:
    return max(_integer(payload.get("connectorId")) or 0, 0)


def _sign_certificate(payload: Payload) -> RequestCertificate:
    return RequestCertificate(payload["csr"])


INBOUND: InboundTable = {
    "Authorize": Inbound(_authorize, authorize_token, _id_tag_info),
    "BootNotification": Inbound(_boot, boot_station, boot_answer),
    "DataTransfer": data_transfer(as_text=True),
    "DiagnosticsStatusNotification": transfer_status("DiagnosticsStatusNotification", UPLOAD),
    "FirmwareStatusNotification": transfer_status("FirmwareStatusNotification", FIRMWARE),
    "Heartbeat": Inbound(nothing, heartbeat, current_time),
    "LogStatusNotification": transfer_status("LogStatusNotification", LOG),
    "MeterValues": Inbound(_meter_values, record_meter_values, nothing, nothing, transactional=True),
    "SecurityEventNotification": SECURITY_EVENT,
    "SignCertificate": Inbound(_sign_certificate, request_certificate, generic_status),
    "SignedFirmwareStatusNotification": transfer_status("SignedFirmwareStatusNotification", FIRMWARE),
    "StartTransaction": Inbound(_start, start_transaction, _started, transactional=True),
    "StatusNotification": Inbound(_status, report_status, nothing, nothing, sent_once=True),
    "StopTransaction": Inbound(_stop, stop_transaction, _stopped, nothing, transactional=True),
}

OUTBOUND = frozenset(
    {
        "CancelReservation", "CertificateSigned", "ChangeAvailability", "ChangeConfiguration", "ClearCache",
        "ClearChargingProfile", "DataTransfer", "DeleteCertificate", "ExtendedTriggerMessage",
        "GetCompositeSchedule", "GetConfiguration", "GetDiagnostics", "GetInstalledCertificateIds",
        "GetLocalListVersion", "GetLog", "InstallCertificate", "RemoteStartTransaction",
        "RemoteStopTransaction", "ReserveNow", "Reset", "SendLocalList", "SetChargingProfile",
        "SignedUpdateFirmware", "TriggerMessage", "UnlockConnector", "UpdateFirmware",
    }
)  # fmt: skip

DIALECT = Dialect(INBOUND, OUTBOUND, OPERATIONS, outcomes=OUTCOMES)
