"""JSON as OCPP wants it: strict, of sensible depth, and no digit lost between text and number."""

import json
from decimal import Decimal
from typing import Any, NoReturn

MAX_DEPTH = 64  # no OCPP message nests deeper than ten; what reads a payload may recurse


def plain(value: Any) -> Any:
    """The same JSON with Decimals as floats or integers, for storage and arithmetic."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return value


def loads(text: str) -> Any:
    """Strict JSON with fractions as Decimals; ValueError for NaN, numbers out of range, halves of characters."""
    try:
        message = json.loads(text, parse_float=_decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    _check_depth(message, MAX_DEPTH)
    if "\\u" in text:
        json.dumps(message, ensure_ascii=False, default=str).encode()
    return message


def dumps(message: list[Any]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)


def _check_depth(value: Any, left: int) -> None:
    if not isinstance(value, dict | list):
        return
    if not left:
        raise ValueError("nested too deeply")
    for member in value.values() if isinstance(value, dict) else value:
        _check_depth(member, left - 1)


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if not -300 < number.adjusted() < 300:
        raise ValueError("number out of range")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
