"""One HTTP GET of a service that is not ours: bounded in time and size, no redirects followed."""

import time

import urllib3
from urllib3.exceptions import HTTPError

TIMEOUT = urllib3.Timeout(connect=5, read=10)
DEADLINE_S = 20
MAX_BYTES = 5_000_000
_CHUNK_BYTES = 65_536


class UnreachableError(Exception):
    """No whole answer, and why; without the address: a query may hold a secret."""


def get(url: str, query: dict[str, str] | None = None) -> tuple[int, bytes]:
    """(status, body). Raises UnreachableError."""
    pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False)
    try:
        response = pool.request("GET", url, fields=query, preload_content=False, redirect=False)
        try:
            return response.status, _body(response)
        finally:
            response.close()
    except HTTPError as error:
        raise UnreachableError(type(error).__name__) from None


def _body(response: urllib3.BaseHTTPResponse) -> bytes:
    """A server that sends a byte every now and then would keep within every time-out of a socket."""
    ends_at, body = time.monotonic() + DEADLINE_S, b""
    for chunk in response.stream(_CHUNK_BYTES, decode_content=False):
        body += chunk
        if len(body) > MAX_BYTES:
            raise UnreachableError("the answer is too long")
        if time.monotonic() > ends_at:
            raise UnreachableError("the answer takes too long")
    return body
