"""An operator's wishes as CALLs of OCPP 2.0.1; 2.1 spells these alike."""

from csms.domain import operations as op
from csms.domain.charging_profiles import ChargingProfile
from csms.domain.errors import InvalidError
from csms.domain.operations import OutboundCall, Variable
from csms.ocpp import file_operations, token_operations
from csms.ocpp.certificate_outcomes import wire_hash_data
from csms.ocpp.dialect import OperationTable, Payload, present, schedule, wire_time


def _remote_start(wish: op.RemoteStart) -> OutboundCall:
    payload = present(
        evseId=wish.evse,
        remoteStartId=wish.remote_start_id,
        idToken={"idToken": wish.token, "type": wish.token_type},
        chargingProfile=profile(wish.profile) if wish.profile else None,
    )
    return OutboundCall("RequestStartTransaction", payload)


def _remote_stop(wish: op.RemoteStop) -> OutboundCall:
    return OutboundCall("RequestStopTransaction", {"transactionId": wish.ocpp_transaction_id})


def _reset(wish: op.Reset) -> OutboundCall:
    kind = "Immediate" if wish.kind is op.ResetKind.IMMEDIATE else "OnIdle"
    return OutboundCall("Reset", present(type=kind, evseId=wish.evse))


def _unlock(wish: op.Unlock) -> OutboundCall:
    return OutboundCall("UnlockConnector", {"evseId": wish.evse, "connectorId": wish.connector})


def _change_availability(wish: op.ChangeAvailability) -> OutboundCall:
    status = "Operative" if wish.operative else "Inoperative"
    return OutboundCall("ChangeAvailability", present(operationalStatus=status, evse=_evse(wish.evse, wish.connector)))


def _trigger(wish: op.Trigger) -> OutboundCall:
    """2.x has one trigger for all, and one word for what 1.6 calls otherwise."""
    message = _TRIGGERS_OF_16.get(wish.message, wish.message)
    return OutboundCall("TriggerMessage", present(requestedMessage=message, evse=_evse(wish.evse, wish.connector)))


_TRIGGERS_OF_16 = {
    "SignChargePointCertificate": "SignChargingStationCertificate",
    "SignedFirmwareStatusNotification": "FirmwareStatusNotification",
}


def _get_variables(wish: op.GetVariables) -> OutboundCall:
    if not wish.variables:
        raise InvalidError("name at least one variable; ask for a report to get them all", "variables")
    return OutboundCall("GetVariables", {"getVariableData": [_variable(variable) for variable in wish.variables]})


def _read_configuration(wish: op.ReadConfiguration) -> OutboundCall:
    return OutboundCall("GetBaseReport", {"requestId": wish.request_id, "reportBase": "FullInventory"})


def _set_variables(wish: op.SetVariables) -> OutboundCall:
    data = [{"attributeValue": variable.value or "", **_variable(variable)} for variable in wish.variables]
    return OutboundCall("SetVariables", {"setVariableData": data})


def _transfer_data(wish: op.TransferData) -> OutboundCall:
    return OutboundCall("DataTransfer", present(vendorId=wish.vendor_id, messageId=wish.message_id, data=wish.data))


def _set_charging_profile(wish: op.SetChargingProfile) -> OutboundCall:
    return OutboundCall("SetChargingProfile", {"evseId": wish.evse, "chargingProfile": profile(wish.profile)})


def _clear_charging_profile(wish: op.ClearChargingProfile) -> OutboundCall:
    purpose = wish.purpose.value if wish.purpose else None
    criteria = present(evseId=wish.evse, chargingProfilePurpose=purpose, stackLevel=wish.stack_level)
    payload = present(chargingProfileId=wish.profile_id, chargingProfileCriteria=criteria or None)
    return OutboundCall("ClearChargingProfile", payload)


def _composite_schedule(wish: op.GetCompositeSchedule) -> OutboundCall:
    payload = present(evseId=wish.evse, duration=wish.duration_s, chargingRateUnit=wish.rate_unit)
    return OutboundCall("GetCompositeSchedule", payload)


def _raise_security_profile(wish: op.RaiseSecurityProfile) -> OutboundCall:
    raise InvalidError(
        "a 2.x station changes its security profile with a network profile: send it SetNetworkProfile, put the slot"
        " first in OCPPCommCtrlr.NetworkConfigurationPriority, then reset it (A05, B09, B10)",
        "profile",
    )


def _install_certificate(wish: op.InstallCertificate) -> OutboundCall:
    return OutboundCall("InstallCertificate", {"certificateType": wish.use.value, "certificate": wish.pem})


def _delete_certificate(wish: op.DeleteCertificate) -> OutboundCall:
    return OutboundCall("DeleteCertificate", {"certificateHashData": wire_hash_data(wish.named)})


def _list_certificates(wish: op.ListCertificates) -> OutboundCall:
    uses = [use.value for use in wish.uses]
    return OutboundCall("GetInstalledCertificateIds", present(certificateType=uses or None))


def _send_certificate(wish: op.SendCertificate) -> OutboundCall:
    payload = present(certificateChain=wish.chain, certificateType=wish.use.value, requestId=wish.station_request_id)
    return OutboundCall("CertificateSigned", payload)


def _show_cost(wish: op.ShowCost | op.ShowFinalCost) -> OutboundCall:
    payload = {"totalCost": float(wish.total), "transactionId": wish.ocpp_transaction_id}
    return OutboundCall("CostUpdated", payload)


def profile(wanted: ChargingProfile) -> Payload:
    """The schedule carries the profile's id: one schedule to a profile."""
    return present(
        id=wanted.id,
        stackLevel=wanted.stack_level,
        chargingProfilePurpose=wanted.purpose.value,
        chargingProfileKind=wanted.kind.value,
        recurrencyKind=wanted.recurrency,
        validFrom=wire_time(wanted.valid_from),
        validTo=wire_time(wanted.valid_to),
        transactionId=wanted.transaction_id,
        chargingSchedule=[{"id": wanted.id, **schedule(wanted)}],
    )


def _variable(variable: Variable) -> Payload:
    if variable.component is None:
        raise InvalidError(f"variable {variable.name} needs its component", "variables")
    evse = _evse(variable.evse, variable.connector)
    return present(
        component=present(name=variable.component, instance=variable.instance, evse=evse),
        variable=present(name=variable.name, instance=variable.variable_instance),
        attributeType=variable.attribute,
    )


def _evse(evse: int | None, connector: int | None) -> Payload | None:
    return None if evse is None else present(id=evse, connectorId=connector)


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
    op.UpdateFirmware: file_operations.update_firmware_2x,
    op.GetDiagnostics: file_operations.get_diagnostics_2x,
    op.GetLog: file_operations.get_log,
    op.SetChargingProfile: _set_charging_profile,
    op.ClearChargingProfile: _clear_charging_profile,
    op.GetCompositeSchedule: _composite_schedule,
    op.ReserveNow: token_operations.reserve_2x,
    op.CancelReservation: token_operations.cancel_reservation,
    op.SendLocalList: token_operations.send_local_list_2x,
    op.GetLocalListVersion: token_operations.get_local_list_version,
    op.ClearCache: token_operations.clear_cache,
    op.RaiseSecurityProfile: _raise_security_profile,
    op.InstallCertificate: _install_certificate,
    op.DeleteCertificate: _delete_certificate,
    op.ListCertificates: _list_certificates,
    op.SendCertificate: _send_certificate,
    op.ShowCost: _show_cost,
    op.ShowFinalCost: _show_cost,
}
