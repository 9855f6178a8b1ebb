"""$connect: the handshake of a charger. The status that is returned is the one that the charger sees."""

import hmac
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from csms import bootstrap, telemetry
from csms.application.connect_station import connect_station
from csms.application.handshake import Handshake, Refusal
from csms.domain.certificates import ClientCertificate, read_subject
from csms.domain.ids import key_of, log_reference
from csms.settings import Settings

logger = telemetry.make_logger("station_connect")
ORIGIN_SECRET_HEADER = "x-origin-secret"
_PROFILES = {"1": 1, "2": 2, "3": 3}


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    if not _came_through_the_edge(headers):
        logger.warning("handshake that did not come through the edge")
        return {"statusCode": 403}
    handshake = _handshake(event, headers)
    logger.append_keys(station=log_reference(key_of(handshake.identity)))
    outcome = connect_station(bootstrap.ports(), handshake)
    if isinstance(outcome, Refusal):
        logger.warning("handshake refused", refusal=outcome.name)
        return _refused(outcome)
    logger.info("connected", ocpp_version=outcome.value)
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
