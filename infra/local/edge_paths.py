"""Where a viewer's request leads, by its path. The twin of infra/edge_function.js, which does it in CloudFront:
tests/infra/test_edge.py drives both with one table of URLs.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

_REFUSED = re.compile(r"[:/\u0000-\u001f\u007f-\u009f]")
_MALFORMED = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class Answer:
    """The edge answers by itself."""

    status: int
    location: str | None = None


@dataclass(frozen=True)
class Forward:
    """The edge passes the request on to an API, with this path and query."""

    path: str
    query: str


def decide(path: str, query: str, serves_api: bool = True) -> Answer | Forward:
    """`path` and `query` as the viewer wrote them, still percent-encoded."""
    if serves_api and path == "/":
        return Answer(302, "/api/docs")
    if serves_api and path.startswith("/api/"):
        return Forward(path, query)
    if not path.startswith("/ocpp/"):
        return Answer(404)
    identity = _decode_identity(path.removeprefix("/ocpp/"))
    if identity is None:
        return Answer(400)
    return Forward("/ocpp", "identity=" + quote(identity, safe="!*'()"))


def _decode_identity(path: str) -> str | None:
    if _MALFORMED.search(path):
        return None
    try:
        identity = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None
    return identity if 1 <= len(identity) <= 48 and not _REFUSED.search(identity) else None
