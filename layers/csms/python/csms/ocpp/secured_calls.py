"""CALLs that decide whom a station trusts, and where and as who it connects. Their typed doors are an admin's, and so
is every other door that they fit through."""

import re

from csms.domain.operations import OutboundCall
from csms.domain.secret_settings import is_secret_key

_SECURED = frozenset({"InstallCertificate", "DeleteCertificate", "CertificateSigned", "SetNetworkProfile"})
# 1.6's SecurityProfile and CpoName (security whitepaper), and what 2.x has in SecurityCtrlr and OCPPCommCtrlr.
_SECURED_KEY = re.compile(r"securityprofile|cponame|organizationname|networkconfigurationpriority", re.IGNORECASE)


def is_secured(wanted: OutboundCall) -> bool:
    """The payload may break its schema."""
    return wanted.action in _SECURED or any(map(_is_secured_key, _keys_set(wanted)))


def _is_secured_key(key: str) -> bool:
    return is_secret_key(key) or bool(_SECURED_KEY.search(key))


def _keys_set(wanted: OutboundCall) -> list[str]:
    if wanted.action == "ChangeConfiguration":
        return [str(wanted.payload.get("key"))]
    if wanted.action != "SetVariables":
        return []
    items = wanted.payload.get("setVariableData")
    return [str(item.get("variable")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []
