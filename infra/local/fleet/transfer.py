"""Files to and from a URL, over HTTP(S) as a station without FTP does it."""

import asyncio
import ssl
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from cryptography import x509

from .tls import trust

TIMEOUT_S = 10.0
MAX_BYTES = 64 * 1024 * 1024
REASONS = {400: "BadMessage", 401: "PermissionDenied", 403: "PermissionDenied", 405: "NotSupportedOperation"}


class TransferError(Exception):
    """`reason` is a status of a log upload, in the words of LogStatusNotification."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


async def download(url: str, trusted: Sequence[x509.Certificate]) -> bytes:
    return await asyncio.to_thread(_exchange, "GET", url, None, trusted)


async def upload(url: str, content: bytes, trusted: Sequence[x509.Certificate]) -> None:
    await asyncio.to_thread(_exchange, "PUT", url, content, trusted)


def _exchange(method: str, url: str, content: bytes | None, trusted: Sequence[x509.Certificate]) -> bytes:
    if urlsplit(url).scheme not in ("http", "https"):
        raise TransferError("NotSupportedOperation", f"{urlsplit(url).scheme or 'no scheme'} is not supported")
    # The operator's own authorities are good for its file server too.
    context = ssl.create_default_context()
    trust(context, trusted)
    opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))
    try:
        # Named, or urllib calls it a form.
        request = Request(url, content, {"Content-Type": "application/octet-stream"} if content else {}, method=method)
        with opener.open(request, timeout=TIMEOUT_S) as response:
            body: bytes = response.read(MAX_BYTES + 1)
    except HTTPError as error:
        raise TransferError(REASONS.get(error.code, "UploadFailure"), f"HTTP {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise TransferError("UploadFailure", str(error)) from error
    if len(body) > MAX_BYTES:
        raise TransferError("UploadFailure", "too large")
    return body
