"""$connect: the handshake of a charger. The status that is returned is the one that the charger sees."""

import hmac
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap
from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.domain.certificates import ClientCertificate, read_subject
from csms.settings import Settings

logger = Logger()
ORIGIN_SECRET_HEADER = "x-origin-secret"
_PROFILES = {"1": 1, "2": 2, "3": 3}


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
        security_profile=_PROFILES.get(headers.get("x-origin-security-profile", ""), 1),
        certificate=_certificate(headers),
    )


def _certificate(headers: dict[str, str]) -> ClientCertificate | None:
    """CloudFront writes these headers where it asks for certificates, and removes a viewer's own elsewhere."""
    if headers.get("cloudfront-viewer-cert-present") != "1":
        return None
    return read_subject(headers.get("cloudfront-viewer-cert-subject", ""))


def _refused(refusal: Refusal) -> dict[str, Any]:
    challenge = {"headers": {"WWW-Authenticate": 'Basic realm="ocpp"'}} if refusal is Refusal.BAD_CREDENTIALS else {}
    return {"statusCode": refusal.value, **challenge}


def _came_through_the_edge(headers: dict[str, str]) -> bool:
    secret = Settings().origin_secret
    return not secret or hmac.compare_digest(headers.get(ORIGIN_SECRET_HEADER, ""), secret)
