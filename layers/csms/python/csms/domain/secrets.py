"""Secrets among the CALLs to a station: which change its password, what its answer decides, and how they are shown.

Such a request is known by what it says, whichever door it came through: a typed one, `variables` or the raw one.
"""

import json
import re
from typing import Any

from csms.domain.errors import InvalidError
from csms.domain.operations import SetVariables, Variable
from csms.domain.passwords import Decision
from csms.domain.quirks import KeyText
from csms.domain.stations import OcppVersion

HIDDEN = "***"
MAX_KEY_BYTES = 20
_KEY_16 = "AuthorizationKey"
_COMPONENT, _VARIABLE = "SecurityCtrlr", "BasicAuthPassword"
_HEX_KEY = re.compile(r"(?:[0-9A-Fa-f]{2}){16,20}")
_IN_NETWORK_PROFILES = ("apnPassword", "simPin", "password", "key", "basicAuthPassword")


def setting(version: OcppVersion, password: str, key_text: KeyText | None = None) -> SetVariables:
    """The wish that gives a station a new password (2.0.1 A01, 1.6 security whitepaper A01).

    A 1.6 station is told the hex of its key's bytes, unless its make wants the text itself; 32 to 40 hex digits are
    taken for such a hex already.
    """
    if version is not OcppVersion.V16:
        return SetVariables((Variable(_VARIABLE, component=_COMPONENT, value=password),))
    as_text = key_text is KeyText.TEXT and len(password.encode()) <= MAX_KEY_BYTES
    key = password if as_text or _HEX_KEY.fullmatch(password) else password.encode().hex()
    if len(key) > 2 * MAX_KEY_BYTES:
        raise InvalidError("the key of a 1.6 station has 16 to 20 bytes, or 32 to 40 hex digits", "password")
    return SetVariables((Variable(_KEY_16, value=key),))


def is_password_key(key: str) -> bool:
    """Whether a configuration key, in 2.x `Component.Variable`, holds the station's password."""
    return _same(key, _KEY_16) or _same(key, f"{_COMPONENT}.{_VARIABLE}")


def new_password(action: str, request: str) -> str | None:
    """The password that this CALL's payload (JSON text) sets, as it goes on the wire."""
    holders = _holders(action, json.loads(request)) if action in _VALUES else []
    return str(holders[-1][_VALUES[action]]) if holders else None


def shown(action: str, request: str) -> str:
    """The payload without its secrets: what may be kept once the CALL has left, and what anybody may read."""
    if action not in _VALUES and action != "SetNetworkProfile":
        return request
    payload = json.loads(request)
    holders = _holders(action, payload) if action in _VALUES else []
    for holder in holders:
        holder[_VALUES[action]] = HIDDEN
    hidden = bool(holders) if action in _VALUES else _hide(payload, _IN_NETWORK_PROFILES)
    if not hidden:
        return request
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def decision(action: str, response: Any, error: Any) -> Decision | None:
    """What the station's answer to a change of its password decides; None where it says nothing we know."""
    if error is not None:
        return Decision.NOT_TAKEN
    status = _status(action, response)
    if status == "Accepted":
        return Decision.TAKEN
    if status == "RebootRequired":
        return Decision.TAKEN_AT_REBOOT
    return Decision.NOT_TAKEN if status else None


_VALUES = {"ChangeConfiguration": "value", "SetVariables": "attributeValue"}


def _holders(action: str, payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The objects within the payload that hold the password; 2.0.1 B05.FR.13 forbids two, a caller may still try."""
    if action == "ChangeConfiguration":
        return [payload] if _same(payload.get("key"), _KEY_16) else []
    return [item for item in payload.get("setVariableData") or () if _is_password(item)]


def _is_password(item: dict[str, Any]) -> bool:
    named = _same((item.get("component") or {}).get("name"), _COMPONENT)
    return named and _same((item.get("variable") or {}).get("name"), _VARIABLE)


def _status(action: str, response: Any) -> str | None:
    if not isinstance(response, dict):
        return None
    if action == "ChangeConfiguration":
        return response.get("status")
    results = [item for item in response.get("setVariableResult") or () if isinstance(item, dict)]
    return next((item.get("attributeStatus") for item in results if _is_password(item)), None)


def _same(name: Any, wanted: str) -> bool:
    """Names of keys, components and variables compare without case."""
    return isinstance(name, str) and name.strip().casefold() == wanted.casefold()


def _hide(value: Any, names: tuple[str, ...]) -> bool:
    """Whether anything was hidden."""
    hidden = False
    for name, member in list(value.items()) if isinstance(value, dict) else []:
        if name in names and isinstance(member, str):
            value[name] = HIDDEN
            hidden = True
        else:
            hidden = _hide(member, names) or hidden
    return hidden
