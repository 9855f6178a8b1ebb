"""The doors of a CSMS, one per security profile, and the way up from one to the next."""

import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from .certificates import CSMS_ROOT
from .evse import utc_now
from .tls import csms_context

if TYPE_CHECKING:
    from .station import Station

TLS, CERTIFIED = 2, 3
ATTEMPTS = 3
"""At a new door, before the station goes back to the one that it knows (security whitepaper A05.FR.08)."""


class Doors:
    def __init__(self, station: "Station", url: str, others: Mapping[int, str]) -> None:
        """`others` by security profile; where one is missing, it is the first one's host with TLS."""
        self._station = station
        self._urls = {1: url, TLS: _with_tls(url), CERTIFIED: _with_tls(url)} | dict(others)
        self._previous: int | None = None
        self._failures = 0

    @property
    def profile(self) -> int:
        return self._station.settings.integer("SecurityProfile")

    @property
    def url(self) -> str:
        return self._urls[self.profile].rstrip("/")

    @property
    def tls(self) -> ssl.SSLContext | None:
        if self.profile < TLS:
            return None
        roots = self._station.trusted.of(CSMS_ROOT, utc_now())
        return csms_context(roots, self._station.own_certificate if self.profile == CERTIFIED else None)

    def open(self, profile: int) -> None:
        """A higher one from the next connection on."""
        self._previous, self._failures = self.profile, 0
        self._station.settings.set("SecurityProfile", str(profile))

    def passed(self) -> None:
        self._previous = None

    def refused(self, error: BaseException) -> None:
        self._failures += 1
        if self._previous is None or self._failures < ATTEMPTS:
            return
        self._station.log("goes back to security profile %d", self._previous)
        self._station.settings.set("SecurityProfile", str(self._previous))
        self._previous = None
        if isinstance(error, ssl.SSLCertVerificationError):
            self._station.security_event("InvalidCsmsCertificate", error.verify_message)


def _with_tls(url: str) -> str:
    return urlunsplit(urlsplit(url)._replace(scheme="wss"))
