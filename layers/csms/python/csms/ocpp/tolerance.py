"""Strict first, then useful: what is repaired when a station's message fails its schema without losing meaning.

A CALLERROR makes a station retry for ever and loses the session. Nothing here touches what moves money or
authorizes: tokens and registers are kept as they came, never cut or guessed. A vendor's new habit is a row.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from csms.domain.stations import OcppVersion
from csms.ocpp.schemas import Violation, check

ROUNDS = 4  # dropping a null can uncover a missing member, an emptied list the next: few rounds settle it
MAX_IDENTIFIER_LENGTH = 255
_AUTHORIZING = frozenset({"Authorize", "SignCertificate", "Get15118EVCertificate", "GetCertificateStatus"})
_IDENTIFIERS = frozenset({"idTag", "idToken", "transactionId", "groupIdToken", "certificate"})
_MAY_BE_MISSING = {
    "BootNotification": {"chargePointVendor", "chargePointModel", "vendorName", "model", "reason"},
    "StatusNotification": {"errorCode", "timestamp"},
    "StartTransaction": {"connectorId", "idTag", "meterStart", "timestamp"},
    "StopTransaction": {"meterStop", "timestamp", "transactionId", "sampledValue", "value"},
    "MeterValues": {"connectorId", "evseId", "timestamp", "meterValue", "sampledValue", "value"},
    "TransactionEvent": {"seqNo", "timestamp", "triggerReason", "sampledValue", "value"},
}


@dataclass(frozen=True)
class Place:
    """Where a rule is broken: `parent[key]` is the value, of a message of `action`."""

    action: str
    parent: Any
    key: Any
    violation: Violation

    @property
    def value(self) -> Any:
        return self.parent[self.key]


@dataclass(frozen=True)
class Tolerance:
    """`keeps` says that the value may stay as it is; else `mend` changes it, and answers whether it could."""

    name: str
    rule: str
    keeps: Callable[[Place], bool] = lambda place: False
    mend: Callable[[Place], bool] = lambda place: False
    authorizing_too: bool = False


@dataclass(frozen=True)
class Repaired:
    """`deviations` are `name:member` of all that was put up with; `refused` is the rule that nothing can mend."""

    payload: dict[str, Any]
    deviations: tuple[str, ...] = ()
    refused: Violation | None = None


def repair(version: OcppVersion, action: str, payload: Any) -> Repaired:
    """Check strictly, then mend what the table allows."""
    violations = check(version, action, payload)
    if not violations:
        return Repaired(payload)
    if not isinstance(payload, dict):
        return Repaired({}, refused=violations[0])
    mended, names = copy.deepcopy(payload), dict[str, None]()
    for _ in range(ROUNDS):
        unsettled = [v for v in violations if not _settle(action, mended, v, names)]
        if unsettled:
            return Repaired(payload, tuple(names), unsettled[0])
        violations = check(version, action, mended)
        if all(_kept(action, mended, violation) for violation in violations):
            return Repaired(mended, tuple(names))
    return Repaired(payload, tuple(names), violations[0])


def _settle(action: str, payload: dict[str, Any], violation: Violation, names: dict[str, None]) -> bool:
    place = _place(action, payload, violation)
    for row in _rows(action, violation):
        if place is None or row.keeps(place) or row.mend(place):
            names[_label(row, violation)] = None
            return True
    return False


def _label(row: Tolerance, violation: Violation) -> str:
    """`rule:member`; a member that the station made up is not named, so that labels stay few."""
    if violation.rule == "additionalProperties":
        return row.name
    return f"{row.name}:{violation.names[0] if violation.names else violation.path[-1]}"


def _kept(action: str, payload: dict[str, Any], violation: Violation) -> bool:
    place = _place(action, payload, violation)
    return place is not None and any(row.keeps(place) for row in _rows(action, violation))


def _rows(action: str, violation: Violation) -> list[Tolerance]:
    return [r for r in TOLERANCES if r.rule == violation.rule and (r.authorizing_too or action not in _AUTHORIZING)]


def _place(action: str, payload: dict[str, Any], violation: Violation) -> Place | None:
    """None where an earlier repair has removed the place."""
    root = {"payload": payload}
    parent: Any = root
    path = ("payload", *violation.path)
    for part in path[:-1]:
        try:
            parent = parent[part]
        except (KeyError, IndexError, TypeError):
            return None
    if isinstance(parent, dict) and path[-1] not in parent:
        return None
    return Place(action, parent, path[-1], violation)


def _drop_null(place: Place) -> bool:
    return place.value is None and _drop(place)


def _drop_empty(place: Place) -> bool:
    return place.value == [] and _drop(place)


def _drop(place: Place) -> bool:
    if not isinstance(place.parent, dict):
        return False
    del place.parent[place.key]
    return True


def _drop_extra(place: Place) -> bool:
    place.value.pop(place.violation.names[0], None)
    return True


def _as_text(place: Place) -> bool:
    if place.violation.limit != "string" or isinstance(place.value, bool | dict | list | None):
        return False
    place.parent[place.key] = str(place.value)
    return True


def _as_number(place: Place) -> bool:
    if place.violation.limit not in ("integer", "number") or isinstance(place.value, bool | dict | list | None):
        return False
    try:
        number = float(place.value)
        place.parent[place.key] = int(number) if number.is_integer() else Decimal(str(number))
    except (ValueError, OverflowError, ArithmeticError):
        return False
    return True


def _as_boolean(place: Place) -> bool:
    spoken = {"true": True, "false": False}.get(str(place.value).lower())
    if place.violation.limit != "boolean" or spoken is None:
        return False
    place.parent[place.key] = spoken
    return True


def _cut(place: Place) -> bool:
    if place.key in _IDENTIFIERS:
        return False
    place.parent[place.key] = place.value[: place.violation.limit]
    return True


def _always(place: Place) -> bool:
    return True


def _is_identifier(place: Place) -> bool:
    return place.key in _IDENTIFIERS and len(place.value) <= MAX_IDENTIFIER_LENGTH


def _is_fraction_for_integer(place: Place) -> bool:
    return place.violation.limit == "integer" and isinstance(place.value, Decimal)


def _absence_is_understood(place: Place) -> bool:
    return place.violation.names[0] in _MAY_BE_MISSING.get(place.action, ())


TOLERANCES = (
    Tolerance("explicit_null", "type", mend=_drop_null, authorizing_too=True),
    Tolerance("extra_member", "additionalProperties", mend=_drop_extra, authorizing_too=True),
    Tolerance("empty_list", "minItems", mend=_drop_empty),
    Tolerance("fraction_for_integer", "type", keeps=_is_fraction_for_integer),
    Tolerance("number_for_text", "type", mend=_as_text),
    Tolerance("text_for_number", "type", mend=_as_number),
    Tolerance("text_for_boolean", "type", mend=_as_boolean),
    Tolerance("long_identifier", "maxLength", keeps=_is_identifier, authorizing_too=True),
    Tolerance("long_text", "maxLength", mend=_cut),
    Tolerance("unknown_value", "enum", keeps=_always),
    Tolerance("imprecise_number", "multipleOf", keeps=_always),
    Tolerance("number_out_of_range", "minimum", keeps=_always),
    Tolerance("number_out_of_range", "maximum", keeps=_always),
    Tolerance("missing_member", "required", keeps=_absence_is_understood),
)
