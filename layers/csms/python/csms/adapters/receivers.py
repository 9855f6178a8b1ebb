"""HTTP requests to addresses that operators have given: to public hosts, and for a few seconds.

The name is looked up here and the connection goes to the address that was found, so that a name cannot stand for
one host when it is checked and for another when it is called (DNS rebinding). TLS still proves the name.
"""

import socket
import time
from typing import Any
from urllib.parse import urlsplit

import urllib3

from csms.application.ports import Answer
from csms.domain.webhooks import is_public

TIMEOUT_S = 10.0
_CONNECT_TIMEOUT_S = 3.0
_PORTS = {"https": 443, "http": 80}


class ForbiddenAddressError(Exception):
    """The host is not on the internet."""


class HttpReceivers:
    """`private`: hosts of one's own network may be called too."""

    def __init__(self, *, private: bool) -> None:
        self._private = private

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Answer:
        began = time.monotonic()
        status_code, error = None, None
        try:
            status_code = self._post(url, headers, body)
        except (OSError, UnicodeError, ForbiddenAddressError, urllib3.exceptions.HTTPError) as failure:
            error = _words(failure)
        return Answer(status_code, error, round((time.monotonic() - began) * 1000))

    def _post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with _pool(parts.scheme, self._address(host, port), port, host) as pool:
            response = pool.urlopen(
                "POST",
                path,
                body=body,
                headers={"host": parts.netloc, "user-agent": "csms-webhooks/1", **headers},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            response.close()  # what it says beside its status is nobody's business
            return int(response.status)

    def _address(self, host: str, port: int) -> str:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)}
        if not self._private and not all(is_public(address) for address in found):
            raise ForbiddenAddressError
        return min(found)


def _words(failure: Exception) -> str:
    if isinstance(failure, ForbiddenAddressError):
        return "the host has no public IPv4 address"
    if isinstance(failure, (OSError, UnicodeError)):
        return "the host is not found"
    if isinstance(failure, urllib3.exceptions.SSLError):
        return "its TLS certificate is not valid"
    refused = isinstance(failure, urllib3.exceptions.NewConnectionError)  # of urllib3's time-outs, oddly
    timed_out = isinstance(failure, urllib3.exceptions.TimeoutError) and not refused
    return f"no answer within {TIMEOUT_S:g} s" if timed_out else "the connection failed"


def _pool(scheme: str, address: str, port: int, host: str) -> Any:
    timeout = urllib3.Timeout(total=TIMEOUT_S, connect=_CONNECT_TIMEOUT_S)
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, server_hostname=host, assert_hostname=host, maxsize=1
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=timeout, maxsize=1)
