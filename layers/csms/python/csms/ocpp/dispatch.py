"""One frame in, at most one frame out: the same way for every version and every message."""

import logging
from datetime import timedelta
from typing import Any

from csms.application.gate import may_send
from csms.application.ports import Ports, StationEvent
from csms.application.record_answer import Answer, record_answer
from csms.domain import clock
from csms.domain.operations import Operation, OutboundCall
from csms.domain.stations import Connection, OcppVersion
from csms.ocpp import rpc, schemas, tolerance, v16, v21, v201
from csms.ocpp.dialect import Dialect, Inbound
from csms.ocpp.rpc import Call, CallError, CallResult, CallResultError, ErrorCode, RpcError, Send

logger = logging.getLogger(__name__)

DIALECTS: dict[OcppVersion, Dialect] = {
    OcppVersion.V16: v16.DIALECT,
    OcppVersion.V201: v201.DIALECT,
    OcppVersion.V21: v21.DIALECT,
}
LAST_SEEN_RESOLUTION = timedelta(seconds=180)


def encode(version: OcppVersion, operation: Operation) -> OutboundCall:
    """An operator's wish in the dialect of a station. Raises InvalidError where that dialect cannot say it."""
    return DIALECTS[version].encode(operation)


def handle_frame(ports: Ports, connection: Connection, text: str) -> str | None:
    """The frame to send back, None where the specification wants none."""
    _note_presence(ports, connection)
    try:
        frame = rpc.parse(text, connection.version)
        return _handle(ports, connection, frame, text)
    except RpcError as problem:
        logger.info("refused", extra={"code": problem.code, "reason": problem.description})
        return rpc.error(problem, connection.version)


def _handle(ports: Ports, connection: Connection, frame: rpc.Frame, text: str) -> str | None:
    match frame:
        case Call():
            return rpc.result(frame.unique_id, _answer(ports, connection, frame, text))
        case CallResult():
            _take_answer(ports, connection, Answer(frame.unique_id, response=rpc.plain(frame.payload)))
        case CallError():
            error = {"code": frame.error_code, "description": frame.error_description}
            _take_answer(ports, connection, Answer(frame.unique_id, error=error))
        case CallResultError() | Send():
            logger.warning("not used", extra={"frame": type(frame).__name__, "message_id": frame.unique_id})
        case _:
            logger.info("ignored", extra={"reason": frame.reason})
    return None


def _answer(ports: Ports, connection: Connection, call: Call, text: str) -> dict[str, Any]:
    row = _row(connection.version, call)
    if not may_send(ports, connection, call.action, row.transactional):
        raise RpcError(ErrorCode.SECURITY_ERROR, "The station has not been accepted yet", call.unique_id)
    repaired = tolerance.repair(connection.version, call.action, call.payload)
    if repaired.deviations or repaired.refused:
        _note_deviations(ports, connection, call, repaired, text)
    if repaired.refused:
        raise RpcError(repaired.refused.code, str(repaired.refused), call.unique_id)
    try:
        command = row.decode(rpc.plain(repaired.payload))
        return row.encode(row.use_case(ports, connection, command))
    except Exception:
        logger.exception("use case failed", extra={"action": call.action, "message_id": call.unique_id})
        if row.best_effort:
            return row.encode(None)
        raise RpcError(ErrorCode.INTERNAL_ERROR, "The message could not be processed", call.unique_id) from None


def _row(version: OcppVersion, call: Call) -> Inbound:
    dialect = DIALECTS[version]
    if call.action not in dialect.inbound and call.action not in dialect.outbound:
        raise RpcError(ErrorCode.NOT_IMPLEMENTED, "The action is not known", call.unique_id)
    row = dialect.inbound.get(call.action)
    if row is None:
        raise RpcError(ErrorCode.NOT_SUPPORTED, "The action is not supported", call.unique_id)
    return row


def _take_answer(ports: Ports, connection: Connection, answer: Answer) -> None:
    action = record_answer(ports, connection, answer)
    if action is None:
        logger.warning("answer to no CALL that waits", extra={"message_id": answer.message_id})
    elif answer.error is None:
        broken = schemas.check(connection.version, action, answer.response, schemas.RESPONSE)
        if broken:
            ports.stations.count_deviations(connection.station_key, (f"answer:{action}",))


def _note_presence(ports: Ports, connection: Connection) -> None:
    """Any frame proves presence (2.0.1 G02.FR.04); it is written down every few minutes only."""
    now = ports.now()
    if now - clock.parse_stored(connection.last_seen) >= LAST_SEEN_RESOLUTION:
        ports.connections.touch(connection, now)


def _note_deviations(ports: Ports, connection: Connection, call: Call, repaired: tolerance.Repaired, text: str) -> None:
    """What a vendor gets wrong is counted and its frame kept; a failure to do so must not cost the answer."""
    names = repaired.deviations + ((f"refused:{repaired.refused.field}",) if repaired.refused else ())
    labels = tuple(f"{call.action}:{name}" for name in names)
    event = StationEvent(ports.new_id(), "deviation", clock.to_text(ports.now()), {"deviations": labels}, text)
    try:
        ports.stations.count_deviations(connection.station_key, labels)
        ports.station_events.add(connection.station_key, event)
    except Exception:
        logger.exception("deviation not recorded")
