"""Logins of a station: where they come from."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from csms.domain import clock
from csms.domain.passwords import Decision

MAX_KEPT = 8
FLAPPING_WINDOW = timedelta(minutes=10)
FLAPPING_TAKEOVERS = 5
FLAPPING_ALTERNATIONS = 3
UNKNOWN_SOURCE = "unknown"


@dataclass(frozen=True)
class Login:
    """A handshake that succeeded, and the source that it came from. `took_over`: another connection was there."""

    at: str
    source: str
    took_over: bool = False


@dataclass(frozen=True)
class LoginChanges:
    """What a login changes on the station. Its security profile and the CN that it is known by are pinned.

    `pending_password`: whether the login has decided about the new one.
    """

    recent_logins: tuple[Login, ...]
    security_profile: int
    certificate_cn: str | None = None
    pending_password: Decision | None = None


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


def flapping(logins: tuple[Login, ...], now: datetime) -> bool:
    """Whether two seem to claim to be one station, throwing each other out: many takeovers, or two sources in turns.

    One charger on a bad line takes over its own dead connections now and then; hence the numbers.
    """
    recent = [login for login in logins if clock.parse_stored(login.at) > now - FLAPPING_WINDOW]
    takeovers = sum(login.took_over for login in recent)
    return takeovers >= FLAPPING_TAKEOVERS or _alternations(recent) >= FLAPPING_ALTERNATIONS


def _alternations(logins: list[Login]) -> int:
    """How often it went from the one to the other of the two newest sources."""
    newest = list(dict.fromkeys(login.source for login in reversed(logins)))[:2]
    sources = [login.source for login in logins if login.source in newest]
    return sum(before != after for before, after in pairwise(sources))


def known(logins: tuple[Login, ...], source: str) -> bool:
    """Whether the station itself has lately come from there."""
    return source != UNKNOWN_SOURCE and any(login.source == source for login in logins)
