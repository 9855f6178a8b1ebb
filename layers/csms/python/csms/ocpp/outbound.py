"""CALLs of ours, checked before they leave: the version's actions and schemas, and what a frame can carry."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from csms.domain.errors import InvalidError
from csms.domain.stations import OcppVersion
from csms.ocpp import json_text, schemas
from csms.ocpp.dialects import DIALECTS

# API Gateway carries 128 kB to a connection; the rest is for the frame around the payload.
MAX_REQUEST_BYTES = 127_000


class SchemaViolationError(InvalidError):
    """`violations` are (field, what is wrong with it), one for each broken rule."""

    def __init__(self, action: str, violations: list[tuple[str, str]]) -> None:
        super().__init__(f"the payload breaks the schema of {action}", violations[0][0])
        self.action = action
        self.violations = violations


def check_action(version: OcppVersion, action: str) -> None:
    """Raises InvalidError for what the CSMS may not send to a station of this version."""
    if action not in DIALECTS[version].outbound:
        raise InvalidError(f"{action} is no message that a CSMS sends in OCPP {version}", "action")


def request_text(
    version: OcppVersion, action: str, payload: dict[str, Any], name: Callable[[schemas.Violation], str]
) -> str:
    """The payload as it goes on the wire. Raises SchemaViolationError; `name` says how the caller knows a field."""
    try:
        request = to_text(payload)
    except RecursionError:
        raise InvalidError("the payload is nested too deeply", "payload") from None
    violations = schemas.check(version, action, json_text.loads(request))
    if violations:
        raise SchemaViolationError(action, [(name(broken), broken.detail) for broken in violations])
    if len(request.encode()) > MAX_REQUEST_BYTES:
        raise InvalidError("the payload is longer than a frame can carry (127 kB)", "payload")
    return request


def to_text(value: Any) -> str:
    """Compact JSON, members in their order, a Decimal in the digits that it was written with."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_scalar(name)}:{to_text(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(to_text(member) for member in value) + "]"
    return str(value) if isinstance(value, Decimal) else _scalar(value)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
