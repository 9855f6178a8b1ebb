"""The station's settings: variables of components in 2.x, configuration keys in 1.6."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .certificates import MAX_ROOTS
from .evse import Evse
from .own_certificate import MAX_CHAIN_SIZE
from .profile_store import MAX_PERIODS, MAX_PROFILES, MAX_STACK_LEVEL
from .timing import Timing

READ_WRITE, READ_ONLY, WRITE_ONLY = "ReadWrite", "ReadOnly", "WriteOnly"
FEATURES_1_6 = "Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"
MEASURANDS = "Energy.Active.Import.Register,Current.Import,Power.Active.Import,SoC"


@dataclass
class Variable:
    component: str
    name: str
    instance: str | None
    key: str
    """Name in 1.6; empty where a version does not know the variable, as are component and name."""
    value: str
    mutability: str = READ_WRITE
    data_type: str = "integer"
    min_length: int = 0

    @property
    def readable(self) -> bool:
        return self.mutability != WRITE_ONLY

    def set(self, value: str) -> bool:
        accepted = (
            self.mutability != READ_ONLY and len(value.encode()) >= self.min_length and _fits(value, self.data_type)
        )
        if accepted:
            self.value = value
        return accepted


class DeviceModel:
    def __init__(self, identity: str, evses: Sequence[Evse], timing: Timing) -> None:
        self._variables = [*_settings(timing), *_numbers(evses), *_texts(identity)]

    def __iter__(self) -> Iterator[Variable]:
        return iter(self._variables)

    def key(self, key: str) -> Variable | None:
        """By its 1.6 name, in any case of letters."""
        return next((v for v in self if v.key and v.key.lower() == key.lower()), None)

    def set(self, key: str, value: str) -> None:
        variable = self.key(key)
        if variable:
            variable.value = value

    def integer(self, key: str) -> int:
        variable = self.key(key)
        return int(variable.value) if variable else 0

    def text(self, key: str) -> str:
        variable = self.key(key)
        return variable.value if variable else ""

    def boolean(self, key: str) -> bool:
        variable = self.key(key)
        return variable is not None and variable.value == "true"

    def variable(self, component: str, name: str, instance: str | None) -> Variable | None:
        return next((v for v in self if (v.component, v.name, v.instance) == (component, name, instance)), None)

    def has_component(self, component: str) -> bool:
        return any(v.component == component for v in self)


def _fits(value: str, data_type: str) -> bool:
    if data_type == "integer":
        return value.isascii() and value.isdigit()
    return value in ("true", "false") if data_type == "boolean" else True


def _settings(timing: Timing) -> list[Variable]:
    return [
        Variable("OCPPCommCtrlr", "HeartbeatInterval", None, "HeartbeatInterval", str(timing.heartbeat_s)),
        Variable("SampledDataCtrlr", "TxUpdatedInterval", None, "MeterValueSampleInterval", str(timing.sample_s)),
        Variable("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent", "TransactionMessageAttempts", "3"),
        Variable(
            "OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent",
            "TransactionMessageRetryInterval", "10",
        ),
        Variable("TxCtrlr", "EVConnectionTimeOut", None, "ConnectionTimeOut", "120"),
        Variable("TxCtrlr", "StopTxOnInvalidId", None, "StopTransactionOnInvalidId", "true", data_type="boolean"),
        Variable("LocalAuthListCtrlr", "Enabled", None, "LocalAuthListEnabled", "true", data_type="boolean"),
        Variable("ReservationCtrlr", "Enabled", None, "ReservationEnabled", "true", data_type="boolean"),
        Variable(
            "ReservationCtrlr", "NonEvseSpecific", None, "ReserveConnectorZeroSupported",
            "true", READ_ONLY, "boolean",
        ),
        Variable("SecurityCtrlr", "OrganizationName", None, "CpoName", "Demo", data_type="string"),
        Variable("SecurityCtrlr", "BasicAuthPassword", None, "AuthorizationKey", "", WRITE_ONLY, "string", 16),
        # In 2.x it follows the network profile, in 1.6 it is set, and only upwards.
        Variable("", "", None, "SecurityProfile", "1"),
    ]  # fmt: skip


def _numbers(evses: Sequence[Evse]) -> list[Variable]:
    rows = [
        ("SmartChargingCtrlr", "ProfileStackLevel", None, "ChargeProfileMaxStackLevel", MAX_STACK_LEVEL),
        ("SmartChargingCtrlr", "PeriodsPerSchedule", None, "ChargingScheduleMaxPeriods", MAX_PERIODS),
        ("SmartChargingCtrlr", "Entries", "ChargingProfiles", "MaxChargingProfilesInstalled", MAX_PROFILES),
        ("LocalAuthListCtrlr", "ItemsPerMessage", None, "SendLocalListMaxLength", 50),
        ("DeviceDataCtrlr", "ItemsPerMessage", "GetVariables", "GetConfigurationMaxKeys", 50),
        ("DeviceDataCtrlr", "ItemsPerMessage", "SetVariables", "", 50),
        ("SecurityCtrlr", "CertificateEntries", None, "CertificateStoreMaxLength", MAX_ROOTS),
        ("SecurityCtrlr", "MaxCertificateChainSize", None, "CertificateSignedMaxChainSize", MAX_CHAIN_SIZE),
        ("SecurityCtrlr", "SecurityProfile", None, "", 1),
        ("LocalAuthListCtrlr", "Entries", None, "LocalAuthListMaxLength", 500),
        ("ChargingStation", "SupplyPhases", None, "", max(evse.phases for evse in evses)),
        ("", "", None, "NumberOfConnectors", len(evses)),
    ]
    return [Variable(c, name, i, key, str(value), READ_ONLY) for c, name, i, key, value in rows]


def _texts(identity: str) -> list[Variable]:
    rows = [
        ("SampledDataCtrlr", "TxUpdatedMeasurands", "MeterValuesSampledData", MEASURANDS),
        ("SmartChargingCtrlr", "RateUnit", "", "A,W"),
        ("", "", "ChargingScheduleAllowedChargingRateUnit", "Current,Power"),
        (
            "",
            "",
            "SupportedFeatureProfiles",
            FEATURES_1_6,
        ),
        ("OCPPCommCtrlr", "FileTransferProtocols", "SupportedFileTransferProtocols", "HTTP,HTTPS"),
        ("SecurityCtrlr", "Identity", "", identity),
        ("TxCtrlr", "TxStartPoint", "", "PowerPathClosed"),
        ("TxCtrlr", "TxStopPoint", "", "EVConnected,Authorized"),
    ]
    return [Variable(c, name, None, key, value, READ_ONLY, "string") for c, name, key, value in rows]
