"""Secrets among the CALLs to a station: which change its password, what its answer decides, and how they are shown.

Such a request is known by what it says, whichever door it came through: a typed one, `variables` or the raw one.
"""

import json
import re
from typing import Any

from csms.domain.errors import InvalidError
from csms.domain.file_locations import shown_location
from csms.domain.operations import SetVariables, Variable
from csms.domain.passwords import Decision
from csms.domain.quirks import KeyText
from csms.domain.stations import OcppVersion

HIDDEN = "***"
MAX_KEY_BYTES = 20
_KEY_16 = "AuthorizationKey"
_COMPONENT, _VARIABLE = "SecurityCtrlr", "BasicAuthPassword"
_HEX_KEY = re.compile(r"(?:[0-9A-Fa-f]{2}){16,20}")
_SECRET_KEY = re.compile(r"authorizationkey|passw|secret|sim_?pin|vpnkey|pre-?shared", re.IGNORECASE)
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


def is_secret_key(key: str) -> bool:
    """Whether a configuration key (2.x: `Component.Variable`) holds a password, the station's own or another."""
    return bool(_SECRET_KEY.search(key))


def new_password(action: str, request: str) -> str | None:
    """The password that this CALL's payload (JSON text) sets, as it goes on the wire."""
    holders = _holders(action, json.loads(request)) if action in _VALUES else []
    return str(holders[-1][_VALUES[action]]) if holders else None


def shown(action: str, request: str) -> str:
    """The payload without its secrets: what may be kept once the CALL has left, and what anybody may read."""
    if action in _LOCATIONS:
        return _without_location_secrets(request, _LOCATIONS[action])
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


_LOCATIONS = {
    "UpdateFirmware": ("location",),
    "SignedUpdateFirmware": ("location",),
    "GetDiagnostics": ("location",),
    "GetLog": ("remoteLocation",),
    "PublishFirmware": ("location",),
}


def _without_location_secrets(request: str, names: tuple[str, ...]) -> str:
    """Whoever has such a URL has the file, or may put one in its place."""
    payload = json.loads(request)
    holders = [payload, *(member for member in payload.values() if isinstance(member, dict))]
    hidden = False
    for holder in holders:
        for name in names:
            location = holder.get(name)
            if isinstance(location, str) and shown_location(location) != location:
                holder[name], hidden = shown_location(location), True
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")) if hidden else request


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
