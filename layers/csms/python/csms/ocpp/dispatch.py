"""One frame in, at most one frame out: the same way for every version and every message."""

import logging
from datetime import timedelta
from typing import Any

from csms.application.gate import may_send
from csms.application.park_frame import park_frame
from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.errors import NotAllowedError
from csms.domain.stations import Connection
from csms.ocpp import deviations, dialects, json_text, rpc, tolerance, unanswered
from csms.ocpp.archived_frames import archive_exchange
from csms.ocpp.rpc import Call, ErrorCode, RpcError

logger = logging.getLogger(__name__)

LAST_SEEN_RESOLUTION = timedelta(seconds=180)


def handle_frame(ports: Ports, connection: Connection, text: str) -> str | None:
    """The frame to send back, None where the specification wants none."""
    reply = _reply(ports, connection, text)
    archive_exchange(ports, connection, text, reply)
    return reply


def _reply(ports: Ports, connection: Connection, text: str) -> str | None:
    _note_presence(ports, connection)
    try:
        frame = rpc.parse(text, connection.version)
        if isinstance(frame, Call):
            return rpc.result(frame.unique_id, _answer(ports, connection, frame, text))
    except RpcError as problem:
        logger.info("refused", extra={"code": problem.code, "reason": problem.description})
        return rpc.error(problem, connection.version)
    _take(ports, connection, frame, text)
    return None


def reprocess(ports: Ports, connection: Connection, text: str) -> None:
    """Store what a parked frame says. Its answer, if it wants one, was given when it came.

    Raises what storing it raises.
    """
    frame = rpc.parse(text, connection.version)
    if not isinstance(frame, Call):
        unanswered.take(ports, connection, frame, text)
        return
    row = dialects.inbound(connection.version, frame)
    repaired = tolerance.repair(connection.version, frame.action, frame.payload)
    row.use_case(ports, connection, row.decode(json_text.plain(repaired.payload)))


def _answer(ports: Ports, connection: Connection, call: Call, text: str) -> dict[str, Any]:
    row = dialects.inbound(connection.version, call)
    if not _may_send(ports, connection, call, row.transactional):
        raise RpcError(ErrorCode.SECURITY_ERROR, "The station has not been accepted yet", call.unique_id)
    payload = deviations.usable_payload(ports, connection, call, text)
    command = row.decode(json_text.plain(payload))
    try:
        return row.encode(row.use_case(ports, connection, command))
    except NotAllowedError as refusal:
        raise RpcError(ErrorCode.SECURITY_ERROR, refusal.detail, call.unique_id) from None
    except Exception:
        logger.exception("use case failed", extra={"action": call.action})
    answer = row.unstored(command)
    if answer is None or not (park_frame(ports, connection, text) or row.sent_once):
        raise _not_processed(call)
    return answer


def _may_send(ports: Ports, connection: Connection, call: Call, transactional: bool) -> bool:
    try:
        return may_send(ports, connection, call.action, transactional)
    except Exception:
        logger.exception("gate not read", extra={"action": call.action})
        raise _not_processed(call) from None


def _not_processed(call: Call) -> RpcError:
    return RpcError(ErrorCode.INTERNAL_ERROR, "The message could not be processed", call.unique_id)


def _take(ports: Ports, connection: Connection, frame: rpc.Frame, text: str) -> None:
    """Whatever goes wrong with a frame that nobody answers is for us to mend: no station sends it again."""
    try:
        unanswered.take(ports, connection, frame, text)
    except RpcError as problem:
        logger.info("refused", extra={"code": problem.code, "reason": problem.description})
    except Exception:
        logger.exception("frame not stored")
        park_frame(ports, connection, text)


def _note_presence(ports: Ports, connection: Connection) -> None:
    """Any frame proves presence (2.0.1 G02.FR.04); it is written down every few minutes only."""
    now = ports.now()
    if now - clock.parse_stored(connection.last_seen) < LAST_SEEN_RESOLUTION and not connection.told_offline:
        return
    try:
        ports.connections.touch(connection, now)
    except Exception:
        logger.exception("presence not recorded")
