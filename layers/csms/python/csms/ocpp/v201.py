"""OCPP 2.0.1 (edition 3): the vocabulary that the domain speaks."""

from typing import Any

from csms.application.authorize_token import AuthorizeToken, authorize_token
from csms.application.boot_station import BootStation, boot_station
from csms.application.record_meter_values import RecordMeterValues, record_meter_values
from csms.application.record_report import record_report
from csms.application.record_station_event import RecordStationEvent
from csms.application.record_transaction_event import EventAnswer, RecordTransactionEvent, record_transaction_event
from csms.application.report_reservation import ReportReservation, report_reservation
from csms.application.report_status import ReportStatus, report_status
from csms.application.request_certificate import RequestCertificate, request_certificate
from csms.domain import clock
from csms.domain.certificate_requests import SigningUse
from csms.domain.metering import Sample
from csms.domain.reservations import ReservationStatus
from csms.domain.stations import Connector
from csms.domain.tokens import Authorization
from csms.domain.transactions import EventKind, TransactionEvent
from csms.ocpp import v201_configuration
from csms.ocpp.dialect import (
    NOT_SUPPORTED,
    SECURITY_EVENT,
    Dialect,
    Inbound,
    InboundTable,
    Payload,
    boot_answer,
    current_time,
    data_transfer,
    event,
    generic_status,
    heartbeat,
    nothing,
    present,
    sample,
    token_of,
    wire_time,
)
from csms.ocpp.transfers import FIRMWARE, LOG, transfer_status
from csms.ocpp.v201_charging import CHARGING_LIMIT, CLEARED_LIMIT, EV_NEEDS, EV_SCHEDULE
from csms.ocpp.v201_operations import OPERATIONS
from csms.ocpp.v201_outcomes import OUTCOMES

_REASONS = {"Removed": "removed_by_station", "NoTransaction": "no_transaction"}
_STATION_MEMBERS = {
    "vendorName": "vendor_name",
    "model": "model",
    "serialNumber": "serial_number",
    "firmwareVersion": "firmware_version",
}


def _boot(payload: Payload) -> BootStation:
    station = payload.get("chargingStation", {})
    details = {ours: station[wire] for wire, ours in _STATION_MEMBERS.items() if wire in station}
    modem = station.get("modem", {})
    return BootStation(
        {**details, **present(iccid=modem.get("iccid"), imsi=modem.get("imsi"), reason=payload.get("reason"))}
    )


def _status(payload: Payload) -> ReportStatus:
    reported = clock.parse(payload.get("timestamp", ""))
    return ReportStatus(
        Connector(
            evse=int(payload["evseId"]),
            connector=int(payload["connectorId"]),
            status=payload["connectorStatus"],
            reported_at=clock.to_text(reported) if reported else "",
        )
    )


def _authorize(payload: Payload) -> AuthorizeToken:
    return token_of(payload["idToken"]) or AuthorizeToken("")


def _id_token_info(decision: Authorization) -> Payload:
    expires = clock.parse(decision.expires_at) if decision.expires_at else None
    group = {"idToken": decision.group_id, "type": "Central"} if decision.group_id else None
    info = present(
        status=decision.status.value,
        cacheExpiryDateTime=wire_time(clock.to_text(expires)) if expires else None,
        groupIdToken=group,
    )
    return {"idTokenInfo": info}


def _transaction_event(payload: Payload) -> RecordTransactionEvent:
    info, evse = payload["transactionInfo"], payload.get("evse", {})
    token = token_of(payload.get("idToken"))
    return RecordTransactionEvent(
        TransactionEvent(
            kind=EventKind(payload["eventType"].lower()),
            ocpp_transaction_id=info["transactionId"],
            occurred_at=payload.get("timestamp", ""),
            evse=evse.get("id"),
            connector=evse.get("connectorId"),
            seq_no=payload.get("seqNo"),
            token=token.token if token else None,
            token_type=token.type if token else None,
            samples=samples(payload.get("meterValue", [])),
            stop_reason=_stop_reason(payload),
            charging_state=info.get("chargingState"),
            offline=payload.get("offline", False),
            remote_start_id=info.get("remoteStartId"),
            reservation_id=_reservation_id(payload.get("reservationId")),
        ),
        payload,
    )


def _reservation_id(number: Any) -> int | None:
    """0 and less are none (libocpp #495); ours begin with 1."""
    return int(number) if number and number > 0 else None


def _stop_reason(payload: Payload) -> str | None:
    """Left out means Local (2.0.1 part 2 §2.2 TransactionType)."""
    return payload["transactionInfo"].get("stoppedReason", "Local") if payload["eventType"] == "Ended" else None


def _event_answer(answer: EventAnswer) -> Payload:
    """0 says that it was free; nothing, that its cost is not known."""
    cost = None if answer.total_cost is None else float(answer.total_cost)
    return present(totalCost=cost) | (_id_token_info(answer.decision) if answer.decision else {})


def _event_unstored(command: RecordTransactionEvent) -> Payload | None:
    """An event with a token must be answered with the token's standing (2.0.1 E05.FR.09, C01)."""
    return None if command.event.token else {}


def _meter_values(payload: Payload) -> RecordMeterValues:
    return RecordMeterValues(payload.get("evseId", 0), None, samples(payload.get("meterValue", [])), payload)


def samples(meter_values: list[Payload]) -> tuple[Sample, ...]:
    return tuple(
        _sample(value.get("timestamp", ""), sampled)
        for value in meter_values
        for sampled in value.get("sampledValue", [])
    )


def _sample(at: str, sampled: Payload) -> Sample:
    """A signed value stands beside the plain one here; the plain one is a number like any other."""
    unit: dict[str, Any] = sampled.get("unitOfMeasure") or {}
    return sample(at, sampled, unit.get("unit"), unit.get("multiplier", 0))


def _reservation(payload: Payload) -> ReportReservation:
    """Removed: the station can keep it no longer; NoTransaction (2.1): a driver came and nothing started."""
    word = payload["reservationUpdateStatus"]
    expired = word == "Expired"
    return ReportReservation(
        number=int(payload["reservationId"]),
        status=ReservationStatus.EXPIRED if expired else ReservationStatus.RELEASED,
        reason=None if expired else _REASONS.get(word),
        event=RecordStationEvent("ReservationStatusUpdate", payload),
    )


def _sign_certificate(payload: Payload) -> RequestCertificate:
    """Without a type the certificate is the station's own; the number is 2.1's."""
    use = SigningUse(payload.get("certificateType") or SigningUse.STATION)
    return RequestCertificate(payload["csr"], use, payload.get("requestId"))


INBOUND: InboundTable = {
    "Authorize": Inbound(_authorize, authorize_token, _id_token_info),
    "BootNotification": Inbound(_boot, boot_station, boot_answer),
    "ClearedChargingLimit": CLEARED_LIMIT,
    "DataTransfer": data_transfer(as_text=False),
    "FirmwareStatusNotification": transfer_status("FirmwareStatusNotification", FIRMWARE),
    "Get15118EVCertificate": NOT_SUPPORTED,
    "GetCertificateStatus": NOT_SUPPORTED,
    "Heartbeat": Inbound(nothing, heartbeat, current_time),
    "LogStatusNotification": transfer_status("LogStatusNotification", LOG),
    "MeterValues": Inbound(_meter_values, record_meter_values, nothing, nothing, transactional=True),
    "NotifyChargingLimit": CHARGING_LIMIT,
    "NotifyCustomerInformation": event("NotifyCustomerInformation"),
    "NotifyDisplayMessages": event("NotifyDisplayMessages"),
    "NotifyEVChargingNeeds": EV_NEEDS,
    "NotifyEVChargingSchedule": EV_SCHEDULE,
    "NotifyEvent": event("NotifyEvent"),
    "NotifyMonitoringReport": event("NotifyMonitoringReport"),
    "NotifyReport": Inbound(v201_configuration.report, record_report, nothing, nothing, sent_once=True),
    "PublishFirmwareStatusNotification": event("PublishFirmwareStatusNotification"),
    "ReportChargingProfiles": event("ReportChargingProfiles"),
    "ReservationStatusUpdate": Inbound(_reservation, report_reservation, nothing, nothing, sent_once=True),
    "SecurityEventNotification": SECURITY_EVENT,
    "SignCertificate": Inbound(_sign_certificate, request_certificate, generic_status),
    "StatusNotification": Inbound(_status, report_status, nothing, nothing, sent_once=True),
    "TransactionEvent": Inbound(
        _transaction_event, record_transaction_event, _event_answer, _event_unstored, transactional=True
    ),
}

OUTBOUND = frozenset(
    {
        "CancelReservation", "CertificateSigned", "ChangeAvailability", "ClearCache", "ClearChargingProfile",
        "ClearDisplayMessage", "ClearVariableMonitoring", "CostUpdated", "CustomerInformation", "DataTransfer",
        "DeleteCertificate", "GetBaseReport", "GetChargingProfiles", "GetCompositeSchedule",
        "GetDisplayMessages", "GetInstalledCertificateIds", "GetLocalListVersion", "GetLog",
        "GetMonitoringReport", "GetReport", "GetTransactionStatus", "GetVariables", "InstallCertificate",
        "PublishFirmware", "RequestStartTransaction", "RequestStopTransaction", "ReserveNow", "Reset",
        "SendLocalList", "SetChargingProfile", "SetDisplayMessage", "SetMonitoringBase", "SetMonitoringLevel",
        "SetNetworkProfile", "SetVariableMonitoring", "SetVariables", "TriggerMessage", "UnlockConnector",
        "UnpublishFirmware", "UpdateFirmware",
    }
)  # fmt: skip

DIALECT = Dialect(INBOUND, OUTBOUND, OPERATIONS, outcomes=OUTCOMES)
