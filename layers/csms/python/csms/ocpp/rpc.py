"""OCPP-J framing, free of versions but for the spelling of errors (1.6J §4, 2.0.1 and 2.1 part 4 §4).

The `ocpp` package's own `unpack` takes null ids and knows no 2.1 types, its `to_json` rounds decimals, and
its classes carry no types: this module stands in for them, its schemas and validator are used as they are.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csms.domain.stations import OcppVersion
from csms.ocpp import json_text

UNREADABLE_ID = "-1"
MAX_ID_LENGTH = 36
MAX_DESCRIPTION_LENGTH = 255


class ErrorCode(StrEnum):
    """Spelled as in 2.x; `spelling` knows the two that 1.6 spells otherwise (1.6J errata 5.1, 5.2)."""

    FORMAT_VIOLATION = "FormatViolation"
    GENERIC_ERROR = "GenericError"
    INTERNAL_ERROR = "InternalError"
    MESSAGE_TYPE_NOT_SUPPORTED = "MessageTypeNotSupported"
    NOT_IMPLEMENTED = "NotImplemented"
    NOT_SUPPORTED = "NotSupported"
    OCCURRENCE_CONSTRAINT_VIOLATION = "OccurrenceConstraintViolation"
    PROPERTY_CONSTRAINT_VIOLATION = "PropertyConstraintViolation"
    PROTOCOL_ERROR = "ProtocolError"
    RPC_FRAMEWORK_ERROR = "RpcFrameworkError"
    SECURITY_ERROR = "SecurityError"
    TYPE_CONSTRAINT_VIOLATION = "TypeConstraintViolation"

    def spelling(self, version: OcppVersion) -> str:
        return _SPELLING_16.get(self, self.value) if version is OcppVersion.V16 else self.value


_SPELLING_16 = {
    ErrorCode.FORMAT_VIOLATION: "FormationViolation",
    ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION: "OccurenceConstraintViolation",
    ErrorCode.RPC_FRAMEWORK_ERROR: "FormationViolation",
    ErrorCode.MESSAGE_TYPE_NOT_SUPPORTED: "ProtocolError",
}


class RpcError(Exception):
    """A CALLERROR to be sent; the description holds neither payload nor exception text."""

    def __init__(self, code: ErrorCode, description: str, message_id: str = UNREADABLE_ID) -> None:
        super().__init__(description)
        self.code = code
        self.description = description[:MAX_DESCRIPTION_LENGTH]
        self.message_id = message_id


@dataclass(frozen=True)
class Ignored:
    """A frame that the specification lets nobody answer."""

    reason: str


@dataclass(frozen=True)
class Call:
    unique_id: str
    action: str
    payload: Any


@dataclass(frozen=True)
class CallResult:
    unique_id: str
    payload: Any


@dataclass(frozen=True)
class CallError:
    """`error_details` are of free form; some stations say only there what is wrong."""

    unique_id: str
    error_code: str
    error_description: str
    error_details: Any = None


@dataclass(frozen=True)
class Send:
    """2.1's unanswered message (type 6)."""

    unique_id: str
    action: str
    payload: Any


@dataclass(frozen=True)
class CallResultError:
    """2.1: the station could not use our CALLRESULT (type 5)."""

    unique_id: str
    error_code: str
    error_description: str


Frame = Call | CallResult | CallError | CallResultError | Send | Ignored


def parse(text: str, version: OcppVersion) -> Frame:
    """Read one frame; numbers with a fraction become Decimals. Raises RpcError for what must be refused."""
    text = text.lstrip("\ufeff")
    if not text.strip():
        return Ignored("empty frame")
    message = _load(text)
    if not isinstance(message, list) or not message:
        raise RpcError(ErrorCode.RPC_FRAMEWORK_ERROR, "The frame is not a JSON array with elements")
    return _read(message, version)


def result(message_id: str, payload: dict[str, Any]) -> str:
    return json_text.dumps([3, message_id, payload])


def error(problem: RpcError, version: OcppVersion) -> str:
    return json_text.dumps([4, problem.message_id, problem.code.spelling(version), problem.description, {}])


def internal_error(call: Call) -> str:
    """For where nothing is known about the connection: this code is spelled alike in all versions."""
    problem = RpcError(ErrorCode.INTERNAL_ERROR, "The message could not be processed", call.unique_id)
    return error(problem, OcppVersion.V16)


def _load(text: str) -> Any:
    try:
        return json_text.loads(text)
    except ValueError:
        raise RpcError(ErrorCode.RPC_FRAMEWORK_ERROR, "The frame is not valid JSON") from None


def _read(message: list[Any], version: OcppVersion) -> Frame:
    kind, message_id = message[0], _message_id(message)
    if kind == 2 and not isinstance(kind, bool):
        return Call(*_call(message, message_id))
    if kind == 6 and version is OcppVersion.V21:
        return _read_send(message, message_id)
    if kind in (3, 4) or (kind == 5 and version is OcppVersion.V21):
        return _read_answer(message, message_id)
    if version is OcppVersion.V16:
        return Ignored("unknown message type")
    raise RpcError(
        ErrorCode.MESSAGE_TYPE_NOT_SUPPORTED, "The message type is not supported", message_id or UNREADABLE_ID
    )


def _read_send(message: list[Any], message_id: str | None) -> Frame:
    """Nothing answers a SEND, not even a broken one."""
    try:
        return Send(*_call(message, message_id))
    except RpcError:
        return Ignored("malformed SEND")


def _read_answer(message: list[Any], message_id: str | None) -> Frame:
    if message_id is None:
        return Ignored("answer without a readable id")
    if message[0] == 3:
        return CallResult(message_id, message[2] if len(message) > 2 else None)
    code, description = ([_text(part)[:1000] for part in message[2:4]] + ["", ""])[:2]
    if message[0] == 5:
        return CallResultError(message_id, code, description)
    return CallError(message_id, code, description, message[4] if len(message) > 4 else None)


def _text(part: Any) -> str:
    return part if isinstance(part, str) else json_text.dumps([json_text.plain(part)])[1:-1]


def _call(message: list[Any], message_id: str | None) -> tuple[str, str, Any]:
    """Four elements; 1.6 lets an empty payload be null, and some stations leave it out."""
    if message_id is None:
        raise RpcError(ErrorCode.RPC_FRAMEWORK_ERROR, "The message id is not a string of 1 to 36 characters")
    if not 3 <= len(message) <= 4:
        raise RpcError(ErrorCode.RPC_FRAMEWORK_ERROR, "A CALL has four elements", message_id)
    if not isinstance(message[2], str):
        raise RpcError(ErrorCode.RPC_FRAMEWORK_ERROR, "The action is not a string", message_id)
    payload = message[3] if len(message) == 4 else None
    return message_id, message[2], {} if payload is None else payload


def _message_id(message: list[Any]) -> str | None:
    candidate = message[1] if len(message) > 1 else None
    return candidate if isinstance(candidate, str) and 0 < len(candidate) <= MAX_ID_LENGTH else None
