"""Secrets among the CALLs to a station: which change its password, what its answer decides, and how they are shown.

Such a request is known by what it says, whichever door it came through: a typed one, `variables` or the raw one.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from csms.domain.errors import InvalidError
from csms.domain.file_locations import HIDDEN, shown_location
from csms.domain.operations import SetVariables, Variable
from csms.domain.passwords import Decision
from csms.domain.quirks import KeyText
from csms.domain.secret_settings import is_secret_key
from csms.domain.stations import OcppVersion

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
    """Whether a configuration key, in 2.x `Component.Variable`, holds the station's own password."""
    return _same(key, _KEY_16) or _same(key, f"{_COMPONENT}.{_VARIABLE}")


def new_password(action: str, request: str) -> str | None:
    """The password that this CALL's payload (JSON text) sets, as it goes on the wire."""
    holders = _holders(action, json.loads(request)) if action in _VALUES else []
    return str(holders[-1][_VALUES[action]]) if holders else None


def shown(action: str, request: str) -> str:
    """The payload without its secrets: what may be kept once the CALL has left, and what anybody may read."""
    hide = _HIDING.get(action)
    if hide is None:
        return request
    payload = json.loads(request)
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")) if hide(payload) else request


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


def _hide_value(payload: dict[str, Any]) -> bool:
    """Each of these says whether it has hidden anything."""
    if not is_secret_key(str(payload.get("key"))):
        return False
    payload["value"] = HIDDEN
    return True


def _hide_values(payload: dict[str, Any]) -> bool:
    secret = [
        i for i in payload.get("setVariableData") or () if is_secret_key(str((i.get("variable") or {}).get("name")))
    ]
    for item in secret:
        item["attributeValue"] = HIDDEN
    return bool(secret)


def _hide_network_passwords(payload: dict[str, Any]) -> bool:
    return _hide(payload, _IN_NETWORK_PROFILES)


def _hide_location(payload: dict[str, Any]) -> bool:
    """Whoever has such a URL has the file, or may put one in its place."""
    hidden = False
    for holder in (payload, *(member for member in payload.values() if isinstance(member, dict))):
        for name in ("location", "remoteLocation"):
            location = holder.get(name)
            if isinstance(location, str) and shown_location(location) != location:
                holder[name], hidden = shown_location(location), True
    return hidden


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


_HIDING: dict[str, Callable[[dict[str, Any]], bool]] = {
    "ChangeConfiguration": _hide_value,
    "SetVariables": _hide_values,
    "SetNetworkProfile": _hide_network_passwords,
    "UpdateFirmware": _hide_location,
    "SignedUpdateFirmware": _hide_location,
    "PublishFirmware": _hide_location,
    "GetDiagnostics": _hide_location,
    "GetLog": _hide_location,
}
