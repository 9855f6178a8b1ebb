"""The answers that many routes share, and how the documentation names them."""

from typing import Any, TypeVar

from aws_lambda_powertools.event_handler import Response

Shown = TypeVar("Shown")
JSON = "application/json"

SAVED: dict[int, Any] = {200: {"description": "Changed."}, 201: {"description": "Created."}}
CREATED: dict[int, Any] = {201: {"description": "Created; `Location` is its address."}}
ACCEPTED: dict[int, Any] = {202: {"description": "It will be done."}}
REMOVED: dict[int, Any] = {204: {"description": "Removed.", "content": {}}}


def saved(shown: Shown, created: bool) -> Response[Shown]:
    return Response(201 if created else 200, JSON, shown)


def created(shown: Shown, location: str) -> Response[Shown]:
    return Response(201, JSON, shown, {"Location": location})


def removed() -> Response[str]:
    # An empty text: API Gateway takes null as well, the local cloud does not.
    return Response(204, body="")
