"""Errors as the caller sees them: RFC 9457 problem+json, mapped from the domain's errors in one place."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError as UnknownRouteError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from pydantic import BaseModel

from csms.domain.errors import (
    ConcurrentChangeError,
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StationOfflineError,
)
from csms.ocpp.outbound import SchemaViolationError
from operator_api.requests import MalformedBodyError

logger = Logger(service="operator_api", child=True)
CONTENT_TYPE = "application/problem+json"
BLANK = "about:blank"
_STATUS: dict[type[DomainError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    StationOfflineError: 409,
    ConflictError: 409,
    ConcurrentChangeError: 409,
    InvalidError: 422,
}
_TYPES = {StationOfflineError: "urn:csms:station-offline", ConcurrentChangeError: "urn:csms:concurrent-change"}


class FieldError(BaseModel):
    """`field` is the path to the member that is wrong, for example `payload.connectorId`."""

    field: str
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457). `errors` names the members of the request that are to blame."""

    type: str = BLANK
    title: str
    status: int
    detail: str
    instance: str | None = None
    errors: list[FieldError] = []


def answer(status: int, detail: str, path: str) -> dict[str, Any]:
    """A problem as API Gateway wants it, for what is refused before the resolver sees it."""
    problem = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, instance=unquote(path))
    return {"statusCode": status, "headers": {"content-type": CONTENT_TYPE}, "body": problem.model_dump_json()}


def install(app: APIGatewayHttpResolver) -> None:
    """Let every error of `app` become a problem."""

    def problem(status: int, detail: str, errors: Iterable[FieldError] = (), kind: str = BLANK) -> Response[str]:
        title, path = HTTPStatus(status).phrase, unquote(app.current_event.path)
        body = Problem(type=kind, title=title, status=status, detail=detail, instance=path, errors=list(errors))
        return Response(status, CONTENT_TYPE, body.model_dump_json())

    def refused(error: DomainError) -> Response[str]:
        status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
        return problem(status, error.detail, _blamed(error), _TYPES.get(type(error), BLANK))

    def invalid(error: RequestValidationError) -> Response[str]:
        return problem(422, "the request is not valid", [_field_error(item) for item in error.errors()])

    def unknown_route(_: UnknownRouteError) -> Response[str]:
        path = app.current_event.path
        allowed = ", ".join(sorted({r.method for r in app._static_routes + app._dynamic_routes if r.rule.match(path)}))
        if not allowed:
            return problem(404, "there is no such resource")
        answer = problem(405, f"this resource knows {allowed}")
        answer.headers["Allow"] = allowed
        return answer

    def unexpected(error: Exception) -> Response[str]:
        logger.error("unexpected error", exc_info=error)
        return problem(500, "something went wrong on our side; it has been logged")

    handlers: dict[type[Exception], Callable[[Any], Response[str]]] = {
        DomainError: refused,
        RequestValidationError: invalid,
        MalformedBodyError: lambda _: problem(400, "the body is not valid JSON"),
        RequestUnsupportedContentType: lambda _: problem(415, "the body must be application/json"),
        UnknownRouteError: unknown_route,
        Exception: unexpected,
    }
    for kind, handle in handlers.items():
        app.exception_handler(kind)(handle)


def _blamed(error: DomainError) -> list[FieldError]:
    if isinstance(error, SchemaViolationError):
        return [FieldError(field=field, detail=detail) for field, detail in error.violations]
    return [FieldError(field=error.field, detail=error.detail)] if error.field else []


def _field_error(item: dict[str, Any]) -> FieldError:
    """Pydantic's words, without the place a member came from (path, query, body)."""
    where = [str(part) for part in item["loc"]]
    unknown = item["type"] == "extra_forbidden"
    detail = "is not a member of this request" if unknown else item["msg"].removeprefix("Value error, ")
    return FieldError(field=".".join(where[1:]) or where[0], detail=detail)
