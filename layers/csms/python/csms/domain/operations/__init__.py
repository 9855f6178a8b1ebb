"""What an operator can ask of any station, free of its OCPP version; a dialect turns it into a CALL."""

from csms.domain.operations.certificates import DeleteCertificate, InstallCertificate, ListCertificates, SendCertificate
from csms.domain.operations.charging import ClearChargingProfile, GetCompositeSchedule, SetChargingProfile
from csms.domain.operations.control import (
    ChangeAvailability,
    ClearCache,
    RemoteStart,
    RemoteStop,
    Reset,
    ResetKind,
    ShowCost,
    ShowFinalCost,
    TransferData,
    Trigger,
    Unlock,
)
from csms.domain.operations.everything import Item, Operation, OutboundCall, parts_of
from csms.domain.operations.files import GetDiagnostics, GetLog, UpdateFirmware
from csms.domain.operations.settings import (
    GetVariables,
    RaiseSecurityProfile,
    ReadConfiguration,
    SetVariables,
    Variable,
)
from csms.domain.operations.tokens import CancelReservation, GetLocalListVersion, ReserveNow, SendLocalList

__all__ = [
    "CancelReservation",
    "ChangeAvailability",
    "ClearCache",
    "ClearChargingProfile",
    "DeleteCertificate",
    "GetCompositeSchedule",
    "GetDiagnostics",
    "GetLocalListVersion",
    "GetLog",
    "GetVariables",
    "InstallCertificate",
    "Item",
    "ListCertificates",
    "Operation",
    "OutboundCall",
    "RaiseSecurityProfile",
    "ReadConfiguration",
    "RemoteStart",
    "RemoteStop",
    "ReserveNow",
    "Reset",
    "ResetKind",
    "SendCertificate",
    "SendLocalList",
    "SetChargingProfile",
    "SetVariables",
    "ShowCost",
    "ShowFinalCost",
    "TransferData",
    "Trigger",
    "Unlock",
    "UpdateFirmware",
    "Variable",
    "parts_of",
]
