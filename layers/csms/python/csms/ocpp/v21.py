"""OCPP 2.1 (edition 1): 2.0.1 and 27 messages more."""

from csms.ocpp import v201, v201_operations, v201_outcomes
from csms.ocpp.dialect import NOT_SUPPORTED, Dialect, InboundTable, event

INBOUND: InboundTable = v201.INBOUND | {
    "BatterySwap": NOT_SUPPORTED,
    "ClosePeriodicEventStream": event("ClosePeriodicEventStream"),
    "GetCertificateChainStatus": NOT_SUPPORTED,
    "NotifyDERAlarm": event("NotifyDERAlarm"),
    "NotifyDERStartStop": event("NotifyDERStartStop"),
    "NotifyPeriodicEventStream": NOT_SUPPORTED,
    "NotifyPriorityCharging": event("NotifyPriorityCharging"),
    "NotifySettlement": NOT_SUPPORTED,
    "OpenPeriodicEventStream": NOT_SUPPORTED,
    "PullDynamicScheduleUpdate": NOT_SUPPORTED,
    "ReportDERControl": event("ReportDERControl"),
    "VatNumberValidation": NOT_SUPPORTED,
}

OUTBOUND = v201.OUTBOUND | {
    "AFRRSignal", "AdjustPeriodicEventStream", "ChangeTransactionTariff", "ClearDERControl", "ClearTariffs",
    "GetDERControl", "GetPeriodicEventStream", "GetTariffs", "NotifyAllowedEnergyTransfer",
    "NotifyWebPaymentStarted", "RequestBatterySwap", "SetDERControl", "SetDefaultTariff",
    "UpdateDynamicSchedule", "UsePriorityCharging",
}  # fmt: skip

UNANSWERED: InboundTable = {"NotifyPeriodicEventStream": event("NotifyPeriodicEventStream")}

DIALECT = Dialect(INBOUND, OUTBOUND, v201_operations.OPERATIONS, UNANSWERED, v201_outcomes.OUTCOMES)
