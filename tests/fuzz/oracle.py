"""What must hold of every frame, whatever is in it: read from the text alone, by none of the code under test."""

import json
import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csms.domain.stations import OcppVersion
from csms.ocpp import schemas
from tests.fuzz.payloads import has_response

_COMMON = {
    "NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError",
    "PropertyConstraintViolation", "TypeConstraintViolation", "GenericError",
}  # fmt: skip
_CODES_16 = _COMMON | {"FormationViolation", "OccurenceConstraintViolation"}
_CODES_2X = _COMMON | {
    "FormatViolation", "OccurrenceConstraintViolation", "MessageTypeNotSupported", "RpcFrameworkError",
}  # fmt: skip
CODES = {OcppVersion.V16: _CODES_16, OcppVersion.V201: _CODES_2X, OcppVersion.V21: _CODES_2X}
UNREADABLE = "-1"
BYTE_ORDER_MARK = "\ufeff"
MAX_DEPTH = 32  # deeper than any message; whether such a frame is still read is left open
_INTERNALS = re.compile(r"Traceback|Exception|[a-z]Error\b|(?i:botocore|boto3|dynamo)|csms\.|\.py\b|\bNone\b")
_OUT_OF_RANGE = re.compile(r"\d[eE][+-]?\d{3}|\d{300}")


class Fault(StrEnum):
    EXCEPTION = "exceptions"
    FAILED = "processing failed"
    MISSING = "missing"
    SPOKE = "spoke out of turn"
    INVALID = "schema-invalid"
    LEAKED = "leaked"
    STORED = "stored from refused"
    UNREADABLE = "unreadable afterwards"


@dataclass(frozen=True)
class Exchange:
    """`reply` is the returned body; `stored`: anything but counters of deviations has changed; `parked`: put aside,
    because processing it failed."""

    version: OcppVersion
    text: str
    reply: str | None
    raised: BaseException | None = None
    stored: bool = False
    parked: bool = False


@dataclass(frozen=True)
class Expected:
    """The ids one of which the one answer must carry; None among them allows silence."""

    ids: frozenset[str | None]
    action: str | None = None


def faults(exchange: Exchange) -> set[Fault]:
    if exchange.raised is not None:
        return {Fault.EXCEPTION}
    return _reply_faults(exchange) | ({Fault.FAILED} if exchange.parked else set())


def _reply_faults(exchange: Exchange) -> set[Fault]:
    expected = expect(exchange.version, exchange.text)
    if exchange.reply is None:
        return set() if None in expected.ids else {Fault.MISSING}
    if expected.ids == {None}:
        return {Fault.SPOKE}
    reply = _json(exchange.reply)
    if not isinstance(reply, list) or len(reply) < 3 or reply[1] not in expected.ids:
        return {Fault.INVALID}
    if reply[0] == 3:
        return set() if _good_result(exchange.version, expected.action, reply) else {Fault.INVALID}
    return _error_faults(exchange, reply)


def expect(version: OcppVersion, text: str) -> Expected:
    """The rules of OCPP-J: who may be answered, and under which id."""
    if not text.strip():
        return Expected(frozenset({None}))
    message = _json(text.removeprefix(BYTE_ORDER_MARK), lenient=True)
    if not isinstance(message, list) or not message:
        return Expected(frozenset({UNREADABLE}))
    own = _readable_id(message)
    kind = message[0] if isinstance(message[0], int | float) and not isinstance(message[0], bool) else None
    silent = {3, 4, 5, 6} if version is OcppVersion.V21 else {3, 4}
    ids: set[str | None] = {own or UNREADABLE}
    if kind in silent:
        ids = {None}
    elif kind != 2:
        ids |= {None}  # "SHALL ignore"; 2.x has a code for it as well
    if _odd(text, message):
        ids |= {UNREADABLE}
    action = message[2] if len(message) > 2 and isinstance(message[2], str) else None
    return Expected(frozenset(ids), action)


def _good_result(version: OcppVersion, action: str | None, reply: list[Any]) -> bool:
    if len(reply) != 3 or action is None or not has_response(version, action):
        return False
    return not schemas.check(version, action, reply[2], schemas.RESPONSE)


def _error_faults(exchange: Exchange, reply: list[Any]) -> set[Fault]:
    if len(reply) != 5 or reply[0] != 4 or reply[2] not in CODES[exchange.version] or reply[4] != {}:
        return {Fault.INVALID}
    description = reply[3]
    if not isinstance(description, str) or not 0 < len(description) <= 255:
        return {Fault.INVALID}
    found = {
        Fault.LEAKED: "zq" in description.lower() or bool(_INTERNALS.search(description)),
        Fault.STORED: exchange.stored,
        Fault.FAILED: reply[2] == "InternalError",  # nothing is out of order here: the frame itself did it
    }
    return {fault for fault, present in found.items() if present}


def _json(text: str, lenient: bool = False) -> Any:
    try:
        return json.loads(text, parse_constant=float if lenient else _refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _readable_id(message: list[Any]) -> str | None:
    candidate = message[1] if len(message) > 1 else None
    return candidate if isinstance(candidate, str) and 0 < len(candidate) <= 36 else None


def _odd(text: str, message: list[Any]) -> bool:
    """JSON to Python, but not to everybody: it may be read or be called unreadable."""
    odd = text.startswith(BYTE_ORDER_MARK) or bool(_OUT_OF_RANGE.search(text))
    return odd or _deep_or_no_number(message, 0) or _half_a_character(message)


def _deep_or_no_number(value: Any, depth: int) -> bool:
    if depth > MAX_DEPTH:
        return True
    if isinstance(value, float):
        return not math.isfinite(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_deep_or_no_number(item, depth + 1) for item in inner)


def _half_a_character(message: list[Any]) -> bool:
    try:
        json.dumps(message, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return True
    return False
