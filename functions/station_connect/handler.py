"""$connect: the handshake of a charger. The status that is returned is the one that the charger sees."""

import hmac
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap
from csms.application.connect_station import Handshake, Refusal, connect_station
from csms.settings import Settings

logger = Logger()
ORIGIN_SECRET_HEADER = "x-origin-secret"


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if not _came_through_the_edge(headers):
        logger.warning("handshake that did not come through the edge")
        return {"statusCode": 403}
    handshake = _handshake(event, headers)
    outcome = connect_station(bootstrap.ports(), handshake)
    if isinstance(outcome, Refusal):
        logger.warning("handshake refused", identity=handshake.identity, refusal=outcome.name)
        return _refused(outcome)
    logger.info("connected", identity=handshake.identity, ocpp_version=outcome.value)
    return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": outcome.subprotocol}}


def _handshake(event: dict[str, Any], headers: dict[str, str]) -> Handshake:
    return Handshake(
        connection_id=event["requestContext"]["connectionId"],
        identity=(event.get("queryStringParameters") or {}).get("identity", ""),
        authorization=headers.get("authorization"),
        subprotocols=headers.get("sec-websocket-protocol", "").split(","),
        viewer_address=headers.get("x-origin-viewer-address", ""),
    )


def _refused(refusal: Refusal) -> dict[str, Any]:
    challenge = {"headers": {"WWW-Authenticate": 'Basic realm="ocpp"'}} if refusal is Refusal.BAD_CREDENTIALS else {}
    return {"statusCode": refusal.value, **challenge}


def _came_through_the_edge(headers: dict[str, str]) -> bool:
    secret = Settings().origin_secret
    return not secret or hmac.compare_digest(headers.get(ORIGIN_SECRET_HEADER, ""), secret)
