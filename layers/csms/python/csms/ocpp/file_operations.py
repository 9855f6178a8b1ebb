"""Firmware updates and log uploads as CALLs: 1.6 has two messages where 2.x has one."""

from csms.domain import operations as op
from csms.domain.errors import InvalidError
from csms.domain.operations import OutboundCall
from csms.ocpp.dialect import Payload, present, wire_time

_LOG_TYPES = {"diagnostics": "DiagnosticsLog", "security": "SecurityLog"}


def update_firmware_16(wish: op.UpdateFirmware) -> OutboundCall:
    if wish.signature is not None:
        return OutboundCall("SignedUpdateFirmware", _with_request_id(wish))
    if wish.install_at is not None:
        raise InvalidError("a 1.6 station installs unsigned firmware as soon as it has it", "install_at")
    payload = present(
        location=wish.location,
        retries=wish.retries,
        retrieveDate=wire_time(wish.retrieve_at),
        retryInterval=wish.retry_interval_s,
    )
    return OutboundCall("UpdateFirmware", payload)


def update_firmware_2x(wish: op.UpdateFirmware) -> OutboundCall:
    return OutboundCall("UpdateFirmware", _with_request_id(wish))


def _with_request_id(wish: op.UpdateFirmware) -> Payload:
    firmware = present(
        location=wish.location,
        retrieveDateTime=wire_time(wish.retrieve_at),
        installDateTime=wire_time(wish.install_at),
        signingCertificate=wish.signing_certificate,
        signature=wish.signature,
    )
    return present(
        retries=wish.retries, retryInterval=wish.retry_interval_s, requestId=wish.request_id, firmware=firmware
    )


def get_diagnostics_16(wish: op.GetDiagnostics) -> OutboundCall:
    payload = present(
        location=wish.location,
        retries=wish.retries,
        retryInterval=wish.retry_interval_s,
        startTime=wire_time(wish.oldest_at),
        stopTime=wire_time(wish.latest_at),
    )
    return OutboundCall("GetDiagnostics", payload)


def get_diagnostics_2x(_: op.GetDiagnostics) -> OutboundCall:
    raise InvalidError("a 2.x station uploads logs that have a request id", "type")


def get_log(wish: op.GetLog) -> OutboundCall:
    """The same in 2.x and in the security extension of 1.6."""
    log = present(
        remoteLocation=wish.location,
        oldestTimestamp=wire_time(wish.oldest_at),
        latestTimestamp=wire_time(wish.latest_at),
    )
    payload = present(
        logType=_LOG_TYPES[wish.log_type],
        requestId=wish.request_id,
        retries=wish.retries,
        retryInterval=wish.retry_interval_s,
        log=log,
    )
    return OutboundCall("GetLog", payload)
