"""Frames that nobody answers: answers to our CALLs, 2.1's SEND, and complaints about our CALLRESULTs."""

import logging

from csms.application.ports import Ports, StationEvent
from csms.application.record_answer import Answer, record_answer
from csms.domain import clock
from csms.domain.stations import Connection
from csms.ocpp import deviations, json_text, rpc, schemas
from csms.ocpp.dialects import DIALECTS
from csms.ocpp.rpc import CallError, CallResult, CallResultError, Send

logger = logging.getLogger(__name__)


def take(ports: Ports, connection: Connection, frame: rpc.Frame, text: str) -> None:
    """Raises what storing it raises, and RpcError for a SEND that breaks its schema."""
    match frame:
        case CallResult() | CallError():
            _take_answer(ports, connection, frame)
        case Send():
            _take_message(ports, connection, frame, text)
        case CallResultError():
            _keep_complaint(ports, connection, frame, text)
        case rpc.Ignored():
            logger.info("ignored", extra={"reason": frame.reason})


def _take_answer(ports: Ports, connection: Connection, frame: CallResult | CallError) -> None:
    action = record_answer(ports, connection, _answer(frame))
    if action is None:
        logger.warning("answer to no CALL that waits")
    elif isinstance(frame, CallResult) and schemas.check(connection.version, action, frame.payload, schemas.RESPONSE):
        deviations.count(ports, connection, (f"answer:{action}",))


def _answer(frame: CallResult | CallError) -> Answer:
    if isinstance(frame, CallResult):
        return Answer(frame.unique_id, response=json_text.plain(frame.payload))
    details = json_text.plain(frame.error_details) or None
    error = {"code": frame.error_code, "description": frame.error_description, "details": details}
    return Answer(frame.unique_id, error=error)


def _take_message(ports: Ports, connection: Connection, message: Send, text: str) -> None:
    row = DIALECTS[connection.version].unanswered.get(message.action)
    if row is None or not connection.accepted:
        logger.info("ignored", extra={"reason": "message that is not supported, or not allowed yet"})
        return
    payload = deviations.usable_payload(ports, connection, message, text)
    row.use_case(ports, connection, row.decode(json_text.plain(payload)))


def _keep_complaint(ports: Ports, connection: Connection, frame: CallResultError, text: str) -> None:
    """2.1: the station could not use our CALLRESULT. That is a fault of ours, so it is kept with its frame."""
    complaint = {"message_id": frame.unique_id, "code": frame.error_code, "description": frame.error_description}
    event = StationEvent(ports.new_id(), "CALLRESULTERROR", clock.to_text(ports.now()), complaint, text)
    ports.station_events.add(connection.station_key, event)
