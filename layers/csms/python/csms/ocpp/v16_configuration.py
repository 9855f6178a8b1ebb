"""GetConfiguration and ChangeConfiguration of OCPP 1.6: what their answers say about the station's settings."""

from csms.application.keep_configuration import Change, ConfigurationTold, SettingsChanged
from csms.domain.configuration import Reading
from csms.ocpp.dialect import Payload

# The keys that the specification and its security whitepaper name (1.6 §9): what to ask for by name.
USUAL_KEYS = (
    "AllowOfflineTxForUnknownId", "AuthorizationCacheEnabled", "AuthorizeRemoteTxRequests", "BlinkRepeat",
    "ClockAlignedDataInterval", "ConnectionTimeOut", "ConnectorPhaseRotation", "ConnectorPhaseRotationMaxLength",
    "GetConfigurationMaxKeys", "HeartbeatInterval", "LightIntensity", "LocalAuthorizeOffline", "LocalPreAuthorize",
    "MaxEnergyOnInvalidId", "MeterValuesAlignedData", "MeterValuesAlignedDataMaxLength", "MeterValuesSampledData",
    "MeterValuesSampledDataMaxLength", "MeterValueSampleInterval", "MinimumStatusDuration", "NumberOfConnectors",
    "ResetRetries", "StopTransactionOnEVSideDisconnect", "StopTransactionOnInvalidId", "StopTxnAlignedData",
    "StopTxnAlignedDataMaxLength", "StopTxnSampledData", "StopTxnSampledDataMaxLength", "SupportedFeatureProfiles",
    "SupportedFeatureProfilesMaxLength", "TransactionMessageAttempts", "TransactionMessageRetryInterval",
    "UnlockConnectorOnEVSideDisconnect", "WebSocketPingInterval", "LocalAuthListEnabled", "LocalAuthListMaxLength",
    "SendLocalListMaxLength", "ReserveConnectorZeroSupported", "ChargeProfileMaxStackLevel",
    "ChargingScheduleAllowedChargingRateUnit", "ChargingScheduleMaxPeriods", "ConnectorSwitch3to1PhaseSupported",
    "MaxChargingProfilesInstalled", "SupportedFileTransferProtocols", "AdditionalRootCertificateCheck",
    "CertificateSignedMaxChainSize", "CertificateStoreMaxLength", "CpoName", "SecurityProfile", "MessageTimeout",
)  # fmt: skip


def told(request: Payload, response: Payload) -> ConfigurationTold:
    readings = [_reading(item) for item in response.get("configurationKey") or ()]
    unknown = tuple(key for key in response.get("unknownKey") or () if isinstance(key, str) and key.strip())
    everything = not request.get("key")
    return ConfigurationTold(
        tuple(reading for reading in readings if reading), unknown, everything, USUAL_KEYS if everything else ()
    )


def _reading(item: Payload) -> Reading | None:
    key, value, read_only = item.get("key"), item.get("value"), item.get("readonly")
    if not isinstance(key, str) or not key.strip():
        return None
    return Reading(key, None if value is None else str(value), read_only if isinstance(read_only, bool) else None)


def changed(request: Payload, response: Payload) -> SettingsChanged:
    key, status = request["key"], response.get("status")
    if status == "NotSupported":
        return SettingsChanged((), (key,))
    if status not in ("Accepted", "RebootRequired"):
        return SettingsChanged(())
    return SettingsChanged((Change(key, request["value"], status == "RebootRequired"),))
