"""Logins of a station: where they come from."""

import ipaddress
from dataclasses import dataclass

MAX_KEPT = 8
UNKNOWN_SOURCE = "unknown"


@dataclass(frozen=True)
class Login:
    """A handshake that succeeded, and the source that it came from."""

    at: str
    source: str


@dataclass(frozen=True)
class LoginChanges:
    """What a login changes on the station. Its security profile and the CN that it is known by are pinned."""

    recent_logins: tuple[Login, ...]
    security_profile: int
    certificate_cn: str | None = None


def source_of(viewer_address: str) -> str:
    """Whom to count for an address: of IPv6 the /64, for whoever has one address there has them all."""
    try:
        address = ipaddress.ip_address(viewer_address.strip())
    except ValueError:
        return UNKNOWN_SOURCE
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address.packed, 64), strict=False))


def with_login(logins: tuple[Login, ...], login: Login) -> tuple[Login, ...]:
    """Oldest first; the newest few are kept."""
    return (*logins, login)[-MAX_KEPT:]


def known(logins: tuple[Login, ...], source: str) -> bool:
    """Whether the station itself has lately come from there."""
    return source != UNKNOWN_SOURCE and any(login.source == source for login in logins)
