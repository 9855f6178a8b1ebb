"""A request as API Gateway delivers it, made fit for the resolver: escaped path, text body, strict JSON both ways."""

import base64
import json
import re
from typing import Any
from urllib.parse import quote, unquote

from csms.domain.errors import InvalidError
from csms.ocpp import json_text

_TOKENS = re.compile(r"(/api/(?:unknown-)?tokens/)(.+)", re.DOTALL)
_CSV = "text/csv"
_BELOW_TOKENS = {"POST": ("/accept", "/export", "/erase"), "GET": ("/goal",), "PUT": ("/goal",), "DELETE": ("/goal",)}
_CURL_DEFAULT = "application/x-www-form-urlencoded"


class MalformedBodyError(Exception):
    """The body is not JSON."""


def readable(event: dict[str, Any]) -> dict[str, Any]:
    body = _text(event)
    return {
        **event,
        "rawPath": _escaped(event["rawPath"], event["requestContext"]["http"]["method"]),
        "headers": _headers(event),
        "body": json.dumps({"csv": body}) if _is_csv(event) else body,
        "isBase64Encoded": False,
    }


def read_json(text: str) -> Any:
    """A JSON object, its fractions as Decimals; refuses NaN, numbers out of range and text that is not UTF-8."""
    try:
        text.encode()
        document = json_text.loads(text)
    except ValueError:
        raise MalformedBodyError from None
    if document is not None and not isinstance(document, dict):
        raise InvalidError("the body must be a JSON object", "body")
    return document


def write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _escaped(raw_path: str, method: str) -> str:
    """An HTTP API decodes the path but for %25; escaped again, a segment is whole whatever stands in it.

    A token may hold a slash, and nothing lies below a token but its goal and what is posted.
    """
    path = unquote(raw_path)
    found = _TOKENS.fullmatch(path)
    if found is None:
        return quote(path, safe="/")
    below = next((name for name in _BELOW_TOKENS.get(method, ()) if path.endswith(name)), "")
    return found[1] + quote(found[2].removesuffix(below), safe="") + below


def _headers(event: dict[str, Any]) -> dict[str, str]:
    """What `curl -d` calls a form is JSON here, and so is CSV: the member `csv` of a body."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if headers.get("content-type", "").startswith((_CURL_DEFAULT, _CSV)):
        headers["content-type"] = "application/json"
    return headers


def _is_csv(event: dict[str, Any]) -> bool:
    kinds = (value for name, value in (event.get("headers") or {}).items() if name.lower() == "content-type")
    return any(kind.startswith(_CSV) for kind in kinds)


def _text(event: dict[str, Any]) -> str:
    """Bytes that are no UTF-8 stay recognisable, for `read_json` to refuse."""
    body: str = event.get("body") or ""
    return base64.b64decode(body).decode(errors="surrogateescape") if event.get("isBase64Encoded") else body
