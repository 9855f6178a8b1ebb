"""Settings that hold a password, the station's own or another: what may be kept of what stations tell about them."""

import re
from typing import Any

from csms.domain.file_locations import HIDDEN

_SECRET_KEY = re.compile(r"authorizationkey|passw|secret|sim_?pin|vpnkey|pre-?shared", re.IGNORECASE)


def is_secret_key(key: str) -> bool:
    """By the name of the key (2.x: `Component.Variable`)."""
    return bool(_SECRET_KEY.search(key))


def shown_response(action: str, response: Any) -> Any:
    """The station's answer without the passwords that it tells though it should not: what may be kept of it."""
    return _without_values(response, _TELLING.get(action))


def shown_report(payload: dict[str, Any]) -> Any:
    """A 2.x NotifyReport, likewise."""
    return _without_values(payload, "reportData")


_TELLING = {"GetConfiguration": "configurationKey", "GetVariables": "getVariableResult"}
_TOLD = ("value", "attributeValue")


def _without_values(payload: Any, list_name: str | None) -> Any:
    items = payload.get(list_name) if list_name and isinstance(payload, dict) else None
    if not isinstance(items, list):
        return payload
    return {**payload, list_name: [_shown_item(item) for item in items]}


def _shown_item(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    variable = item.get("variable")
    name = variable.get("name") if isinstance(variable, dict) else item.get("key")
    if not isinstance(name, str) or not is_secret_key(name):
        return item
    shown = {**item, **{told: HIDDEN for told in _TOLD if item.get(told)}}
    return {name: member for name, member in shown.items() if name != "variableAttribute"}
