"""The operators' HTTP API. What it knows is in routes/, who may do what in access.py."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import telemetry
from operator_api import access, documentation, problems, requests
from operator_api.routes import ROUTERS

logger = telemetry.make_logger("operator_api")
app = APIGatewayHttpResolver(
    enable_validation=True,
    response_validation_error_http_code=500,
    json_body_deserializer=requests.read_json,
    serializer=requests.write_json,
)
problems.install(app)
documentation.install(app)
for router in ROUTERS:
    app.include_router(router)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    request = requests.readable(event)
    answer = access.denial(request) or app.resolve(request, context)
    http = event["requestContext"]["http"]
    route = _route(http["method"], request["rawPath"])
    logger.info("request", method=http["method"], route=route, status=answer["statusCode"])
    return answer


def _route(method: str, path: str) -> str | None:
    """The route's pattern: the path itself names stations and tokens."""
    routes = app._static_routes + app._dynamic_routes
    return next((route.path for route in routes if route.method == method and route.rule.match(path)), None)
