"""What every distribution does with a request: the viewer-request function, and the way to the origin."""

import json
from collections.abc import Mapping
from pathlib import Path

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from constructs import Construct

FUNCTION = Path(__file__).with_name("edge_function.js")


def function_code(*, serves_api: bool, asks_for_certificates: bool) -> str:
    """edge_function.js as it runs in one distribution."""
    settings = {"SERVES_API": serves_api, "ASKS_FOR_CERTIFICATES": asks_for_certificates}
    lines = [f"var {name} = {json.dumps(value)};\n" for name, value in settings.items()]
    return "".join(lines) + FUNCTION.read_text()


def viewer_request(scope: Construct, *, serves_api: bool, asks_for_certificates: bool) -> cloudfront.Function:
    code = function_code(serves_api=serves_api, asks_for_certificates=asks_for_certificates)
    return cloudfront.Function(
        scope,
        "function",
        code=cloudfront.FunctionCode.from_inline(code),
        runtime=cloudfront.FunctionRuntime.JS_2_0,
        comment="/ocpp/{identity} to the WebSocket API, /api to the HTTP API",
    )


def behavior(
    domain: str,
    proof: Mapping[str, str],
    function: cloudfront.Function,
    *,
    cache_policy: cloudfront.ICachePolicy = cloudfront.CachePolicy.CACHING_DISABLED,
    unencrypted: bool = False,
) -> cloudfront.BehaviorOptions:
    """Every header of the viewer but Host, and no caching: Authorization and Sec-WebSocket-* must arrive.

    `proof` are the headers that tell the origin which way the request came.
    """
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            domain,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            custom_headers=dict(proof),
        ),
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cache_policy,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
        viewer_protocol_policy=(
            cloudfront.ViewerProtocolPolicy.ALLOW_ALL if unencrypted else cloudfront.ViewerProtocolPolicy.HTTPS_ONLY
        ),
        function_associations=[
            cloudfront.FunctionAssociation(function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST)
        ],
    )
