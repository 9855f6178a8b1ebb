"""Whose a client certificate is, by the name that its issuer vouches for (RFC 2253, as CloudFront writes it)."""

import re
from dataclasses import dataclass

_RDN = re.compile(r'(?:\\.|"(?:\\.|[^"\\])*"|[^,;+"\\])+', re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2}|.)", re.DOTALL)


@dataclass(frozen=True)
class ClientCertificate:
    """The subject's CN and O; None where it has none, or more than one."""

    common_name: str | None
    organization: str | None

    def contains(self, serial_number: str) -> bool:
        """2.0.1 A00.FR.405: the CN holds the station's serial number."""
        wanted = serial_number.strip().casefold()
        return bool(wanted) and self.common_name is not None and wanted in self.common_name.casefold()


def read_subject(distinguished_name: str) -> ClientCertificate:
    """An ambiguous name is nobody's: of two CNs none counts."""
    found: dict[str, list[str]] = {}
    for part in _RDN.findall(distinguished_name):
        name, equals, value = part.partition("=")
        if equals:
            found.setdefault(name.strip().upper(), []).append(_unescaped(value.strip()))
    return ClientCertificate(_only(found.get("CN")), _only(found.get("O")))


def _only(values: list[str] | None) -> str | None:
    return values[0] if values is not None and len(values) == 1 and values[0] else None


def _unescaped(value: str) -> str:
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        value = value[1:-1]
    return _ESCAPE.sub(_plain, value.encode()).decode(errors="replace")


def _plain(escape: re.Match[bytes]) -> bytes:
    escaped = escape.group(1)
    return bytes.fromhex(escaped.decode()) if len(escaped) == 2 else escaped
