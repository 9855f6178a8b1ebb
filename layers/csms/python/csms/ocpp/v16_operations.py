"""An operator's wishes as CALLs of OCPP 1.6."""

import json

from csms.domain import operations as op
from csms.domain.charging_profiles import ChargingProfile, Purpose
from csms.domain.errors import InvalidError
from csms.domain.operations import OutboundCall
from csms.domain.station_certificates import CertificateUse
from csms.ocpp import file_operations, token_operations, v16_costs
from csms.ocpp.certificate_outcomes import CSMS_ROOT_16, wire_hash_data
from csms.ocpp.dialect import OperationTable, Payload, present, schedule, wire_time


def _remote_start(wish: op.RemoteStart) -> OutboundCall:
    """A profile in a remote start has no transactionId yet (errata 3.41)."""
    attached = profile(wish.profile) if wish.profile else None
    return OutboundCall(
        "RemoteStartTransaction", present(idTag=wish.token, connectorId=wish.evse, chargingProfile=attached)
    )


def _remote_stop(wish: op.RemoteStop) -> OutboundCall:
    if not wish.ocpp_transaction_id.isdecimal():
        raise InvalidError("a 1.6 station knows its transactions by number", "transaction_id")
    return OutboundCall("RemoteStopTransaction", {"transactionId": int(wish.ocpp_transaction_id)})


def _reset(wish: op.Reset) -> OutboundCall:
    if wish.evse is not None:
        raise InvalidError("a 1.6 station can only be reset as a whole", "evse")
    return OutboundCall("Reset", {"type": "Hard" if wish.kind is op.ResetKind.IMMEDIATE else "Soft"})


def _unlock(wish: op.Unlock) -> OutboundCall:
    return OutboundCall("UnlockConnector", {"connectorId": wish.evse})


def _change_availability(wish: op.ChangeAvailability) -> OutboundCall:
    kind = "Operative" if wish.operative else "Inoperative"
    return OutboundCall("ChangeAvailability", {"connectorId": wish.evse or 0, "type": kind})


def _trigger(wish: op.Trigger) -> OutboundCall:
    """The security extension's own trigger where only that one knows the message (whitepaper §5.5)."""
    extended = _EXTENDED_TRIGGERS.get(wish.message)
    action = "TriggerMessage" if extended is None else "ExtendedTriggerMessage"
    return OutboundCall(action, present(requestedMessage=extended or wish.message, connectorId=wish.evse))


_EXTENDED_TRIGGERS = {
    "LogStatusNotification": "LogStatusNotification",
    "SignChargePointCertificate": "SignChargePointCertificate",
    "SignChargingStationCertificate": "SignChargePointCertificate",
    "SignedFirmwareStatusNotification": "FirmwareStatusNotification",
}


def _get_variables(wish: op.GetVariables) -> OutboundCall:
    keys = [variable.name for variable in wish.variables]
    return OutboundCall("GetConfiguration", {"key": keys} if keys else {})


def _read_configuration(_: op.ReadConfiguration) -> OutboundCall:
    return OutboundCall("GetConfiguration", {})


def _set_variables(wish: op.SetVariables) -> OutboundCall:
    (variable,) = wish.variables
    return OutboundCall("ChangeConfiguration", {"key": variable.name, "value": variable.value or ""})


def _transfer_data(wish: op.TransferData) -> OutboundCall:
    data = wish.data if isinstance(wish.data, str | None) else json.dumps(wish.data, ensure_ascii=False)
    return OutboundCall("DataTransfer", present(vendorId=wish.vendor_id, messageId=wish.message_id, data=data))


def _set_charging_profile(wish: op.SetChargingProfile) -> OutboundCall:
    payload = {"connectorId": wish.evse, "csChargingProfiles": profile(wish.profile)}
    return OutboundCall("SetChargingProfile", payload)


def _clear_charging_profile(wish: op.ClearChargingProfile) -> OutboundCall:
    purpose = _purpose(wish.purpose) if wish.purpose else None
    payload = present(
        id=wish.profile_id, connectorId=wish.evse, chargingProfilePurpose=purpose, stackLevel=wish.stack_level
    )
    return OutboundCall("ClearChargingProfile", payload)


def _composite_schedule(wish: op.GetCompositeSchedule) -> OutboundCall:
    payload = present(connectorId=wish.evse, duration=wish.duration_s, chargingRateUnit=wish.rate_unit)
    return OutboundCall("GetCompositeSchedule", payload)


def _raise_security_profile(wish: op.RaiseSecurityProfile) -> OutboundCall:
    """The station disconnects once it has accepted, and comes back through the other door (whitepaper A05)."""
    return OutboundCall("ChangeConfiguration", {"key": "SecurityProfile", "value": str(wish.profile)})


def _install_certificate(wish: op.InstallCertificate) -> OutboundCall:
    payload = {"certificateType": _certificate_type(wish.use, "type"), "certificate": wish.pem}
    return OutboundCall("InstallCertificate", payload)


def _delete_certificate(wish: op.DeleteCertificate) -> OutboundCall:
    return OutboundCall("DeleteCertificate", {"certificateHashData": wire_hash_data(wish.named)})


def _list_certificates(wish: op.ListCertificates) -> OutboundCall:
    if len(wish.uses) != 1:
        raise InvalidError("a 1.6 station is asked for one type of certificates at a time", "types")
    return OutboundCall("GetInstalledCertificateIds", {"certificateType": _certificate_type(wish.uses[0], "types.0")})


def _send_certificate(wish: op.SendCertificate) -> OutboundCall:
    return OutboundCall("CertificateSigned", {"certificateChain": wish.chain})


def _certificate_type(use: CertificateUse, member: str) -> str:
    if use not in _CERTIFICATE_TYPES:
        raise InvalidError(f"a 1.6 station knows {' and '.join(_CERTIFICATE_TYPES)} only", member)
    return _CERTIFICATE_TYPES[use]


_CERTIFICATE_TYPES = {
    CertificateUse.CSMS_ROOT: CSMS_ROOT_16,
    CertificateUse.MANUFACTURER_ROOT: CertificateUse.MANUFACTURER_ROOT.value,
}


def profile(wanted: ChargingProfile) -> Payload:
    return present(
        chargingProfileId=wanted.id,
        transactionId=int(wanted.transaction_id) if wanted.transaction_id else None,
        stackLevel=wanted.stack_level,
        chargingProfilePurpose=_purpose(wanted.purpose),
        chargingProfileKind=wanted.kind.value,
        recurrencyKind=wanted.recurrency,
        validFrom=wire_time(wanted.valid_from),
        validTo=wire_time(wanted.valid_to),
        chargingSchedule=schedule(wanted),
    )


def _purpose(purpose: Purpose) -> str:
    return "ChargePointMaxProfile" if purpose is Purpose.STATION_MAX else purpose.value


OPERATIONS: OperationTable = {
    op.RemoteStart: _remote_start,
    op.RemoteStop: _remote_stop,
    op.Reset: _reset,
    op.Unlock: _unlock,
    op.ChangeAvailability: _change_availability,
    op.Trigger: _trigger,
    op.GetVariables: _get_variables,
    op.SetVariables: _set_variables,
    op.TransferData: _transfer_data,
    op.ReadConfiguration: _read_configuration,
    op.UpdateFirmware: file_operations.update_firmware_16,
    op.GetDiagnostics: file_operations.get_diagnostics_16,
    op.GetLog: file_operations.get_log,
    op.SetChargingProfile: _set_charging_profile,
    op.ClearChargingProfile: _clear_charging_profile,
    op.GetCompositeSchedule: _composite_schedule,
    op.ReserveNow: token_operations.reserve_16,
    op.CancelReservation: token_operations.cancel_reservation,
    op.SendLocalList: token_operations.send_local_list_16,
    op.GetLocalListVersion: token_operations.get_local_list_version,
    op.ClearCache: token_operations.clear_cache,
    op.ShowCost: v16_costs.running_cost,
    op.ShowFinalCost: v16_costs.final_cost,
    op.RaiseSecurityProfile: _raise_security_profile,
    op.InstallCertificate: _install_certificate,
    op.DeleteCertificate: _delete_certificate,
    op.ListCertificates: _list_certificates,
    op.SendCertificate: _send_certificate,
}
