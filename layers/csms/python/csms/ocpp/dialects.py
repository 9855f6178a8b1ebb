"""The dialects by version, and the row of their tables that a message names."""

from csms.domain.operations import Operation, OutboundCall
from csms.domain.stations import OcppVersion
from csms.ocpp import v16, v21, v201
from csms.ocpp.dialect import Dialect, Inbound
from csms.ocpp.rpc import Call, ErrorCode, RpcError

DIALECTS: dict[OcppVersion, Dialect] = {
    OcppVersion.V16: v16.DIALECT,
    OcppVersion.V201: v201.DIALECT,
    OcppVersion.V21: v21.DIALECT,
}


def encode(version: OcppVersion, operation: Operation) -> OutboundCall:
    """An operator's wish in the dialect of a station. Raises InvalidError where that dialect cannot say it."""
    return DIALECTS[version].encode(operation)


def inbound(version: OcppVersion, call: Call) -> Inbound:
    """Raises RpcError: NotImplemented for an action that the version does not know, NotSupported for one we do not."""
    dialect = DIALECTS[version]
    if call.action not in dialect.inbound and call.action not in dialect.outbound:
        raise RpcError(ErrorCode.NOT_IMPLEMENTED, "The action is not known", call.unique_id)
    row = dialect.inbound.get(call.action)
    if row is None:
        raise RpcError(ErrorCode.NOT_SUPPORTED, "The action is not supported", call.unique_id)
    return row
