"""The operators' HTTP API. What it knows is in routes/, who may do what in access.py."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from operator_api import access, documentation, problems, requests
from operator_api.routes import ROUTERS

logger = Logger()
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
    logger.info("request", method=http["method"], path=event["rawPath"], status=answer["statusCode"])
    return answer
