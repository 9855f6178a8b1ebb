"""The API's description of itself: health, OpenAPI, and Swagger UI with its own assets."""

import inspect
import json
from functools import cache
from importlib.resources import files
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer, Server

from operator_api.access import OPEN_PATHS
from operator_api.problems import CONTENT_TYPE, Problem

_DESCRIPTION = """Stations, commands, tokens, transactions, sites, schedules and plans of one operator.

Viewers read; operators also send commands, keep tokens and schedules and close transactions; admins also register
stations and sites. Times are RFC 3339 in UTC. Lists come in pages, newest first. Errors are RFC 9457 problems."""
_PROBLEMS = {
    "401": "No valid token.",
    "403": "The token's role does not allow this.",
    "404": "There is no such thing.",
    "409": "The state of the thing forbids it.",
    "422": "The request is not valid; `errors` names its members.",
    "500": "Something went wrong on our side.",
}
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>CSMS operator API</title><style>{css}</style></head>
<body><div id="swagger-ui"></div><script>{js}</script><script>
SwaggerUIBundle({{url: "/api/openapi.json", dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: true}})
</script></body>
</html>"""


def install(app: APIGatewayHttpResolver) -> None:
    @app.get("/api/health")
    def health() -> dict[str, str]:
        """Whether the API answers."""
        return {"status": "ok"}

    @app.get("/api/openapi.json", include_in_schema=False, enable_validation=False)
    def openapi() -> Response[str]:
        return Response(200, "application/json", document_text(app), compress=True)

    @app.get("/api/docs", include_in_schema=False, enable_validation=False)
    def docs() -> Response[str]:
        return Response(200, "text/html; charset=utf-8", _page(), compress=True)


@cache
def document_text(app: APIGatewayHttpResolver) -> str:
    return json.dumps(document(app))


def document(app: APIGatewayHttpResolver) -> dict[str, Any]:
    """Powertools' document, with what the code says in docstrings and what is true of every operation."""
    made = app.get_openapi_json_schema(
        title="CSMS operator API",
        version="1.0",
        description=_DESCRIPTION,
        servers=[Server(url="/")],
        security_schemes={"bearer": HTTPBearer(bearerFormat="JWT")},
        security=[{"bearer": []}],
    )
    described: dict[str, Any] = json.loads(made)
    schemas = described["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schemas["Problem"].pop("$defs"))
    for name in ("HTTPValidationError", "ResponseValidationError", "ValidationError"):
        schemas.pop(name, None)
    for route in app._static_routes + app._dynamic_routes:
        if route.include_in_schema:
            _describe(described["paths"][route.openapi_path][route.method.lower()], route)
    return described


def _describe(operation: dict[str, Any], route: Any) -> None:
    summary, _, more = (inspect.getdoc(route.func) or "").partition("\n\n")
    resource = route.path.split("/")[2]
    name = f"{resource}_{route.func.__name__}".replace("-", "_")
    operation.update(summary=summary.rstrip("."), operationId=name, tags=[resource])
    if more:
        operation["description"] = more
    if route.path in OPEN_PATHS:
        operation["security"] = []
        operation["responses"].pop("422")
    operation["responses"].update({status: _problem(_PROBLEMS[status]) for status in _possible(route)})


def _possible(route: Any) -> list[str]:
    if route.path in OPEN_PATHS:
        return ["500"]
    unfit = {"404": "<" not in route.path, "409": route.method == "GET"}
    return [status for status in _PROBLEMS if not unfit.get(status)]


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


@cache
def _page() -> str:
    assets = files("aws_lambda_powertools.event_handler.openapi") / "swagger_ui"
    css, js = (assets / "swagger-ui.min.css").read_text(), (assets / "swagger-ui-bundle.min.js").read_text()
    return _PAGE.format(css=css, js=js)
