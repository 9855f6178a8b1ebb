"""The schemas that ship inside the `ocpp` package, asked in one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jsonschema.exceptions import ValidationError
from ocpp.messages import MessageType, get_validator

from csms.domain.stations import OcppVersion
from csms.ocpp.rpc import ErrorCode

REQUEST, RESPONSE = MessageType.Call, MessageType.CallResult
# 2.1's SEND has one schema, without "Request" in its name: what `get_validator` makes of a type it does not know.
_SEND, _UNANSWERED = 6, frozenset({"NotifyPeriodicEventStream"})


@dataclass(frozen=True)
class Violation:
    """One broken rule: `path` leads to the value, `rule` is the schema's keyword and `limit` its argument.

    For a member too many, `names` holds its name and `limit` the names that are allowed there.
    """

    path: tuple[str | int, ...]
    rule: str
    limit: Any
    names: tuple[str, ...] = ()

    @property
    def code(self) -> ErrorCode:
        return _CODES.get(self.rule, ErrorCode.PROPERTY_CONSTRAINT_VIOLATION)

    @property
    def field(self) -> str:
        return ".".join(str(part) for part in (*self.path, *self.names[:1])) or "payload"

    @property
    def detail(self) -> str:
        return _WORDS.get(self.rule, "{rule} {limit}").format(rule=self.rule, limit=self.limit)

    def __str__(self) -> str:
        """Names the field and the rule, never the value."""
        return f"{self.field}: {self.detail}"


_CODES = {
    "type": ErrorCode.TYPE_CONSTRAINT_VIOLATION,
    "required": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "minItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "maxItems": ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION,
    "additionalProperties": ErrorCode.FORMAT_VIOLATION,
}
_WORDS = {
    "type": "must be of type {limit}",
    "required": "is missing",
    "additionalProperties": "is not a member of this message",
    "maxLength": "may have at most {limit} characters",
    "enum": "is none of the allowed values",
    "maxItems": "may have at most {limit} items",
    "minItems": "must have at least {limit} items",
    "multipleOf": "must be a multiple of {limit}",
    "minimum": "must be at least {limit}",
    "maximum": "must be at most {limit}",
}


def check(version: OcppVersion, action: str, payload: Any, kind: int = REQUEST) -> list[Violation]:
    """All the rules that `payload` breaks. `action` must come from our own tables: it becomes a file name."""
    kind = _SEND if action in _UNANSWERED else kind
    validator = get_validator(kind, action, version.value, parse_float=Decimal)
    return [violation for error in validator.iter_errors(payload) for violation in _violations(error)]


def _violations(error: ValidationError) -> Iterator[Violation]:
    path, rule = tuple(error.absolute_path), str(error.validator)
    limit: Any = error.validator_value
    instance: Any = error.instance
    schema: Any = error.schema
    if rule == "required":
        yield from (Violation(path, rule, None, (name,)) for name in limit if name not in instance)
    elif rule == "additionalProperties":
        known = schema.get("properties", {})
        yield from (Violation(path, rule, tuple(known), (name,)) for name in instance if name not in known)
    else:
        yield Violation(path, rule, limit)
