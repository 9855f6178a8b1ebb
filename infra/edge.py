"""CloudFront in front of both APIs: one domain, the identity of a charger in the path, and proof of the way taken."""

from pathlib import Path

from aws_cdk import RemovalPolicy
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.config import Config
from infra.operator_api import OperatorApi
from infra.station_api import StationApi

FUNCTION = Path(__file__).with_name("edge_function.js")


class OriginSecret(Construct):
    """What only the edge knows: the functions refuse a request without it, so that nobody goes around the edge."""

    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "origin-secret")
        self.secret = secretsmanager.Secret(
            self,
            "secret",
            secret_name=f"{config.prefix}-origin-secret",
            description="Sent by CloudFront to the APIs as x-origin-secret",
            generate_secret_string=secretsmanager.SecretStringGenerator(exclude_punctuation=True, password_length=40),
            removal_policy=RemovalPolicy.DESTROY,
        )

    @property
    def value(self) -> str:
        """A reference that CloudFormation resolves; the value itself is in no template."""
        return str(self.secret.secret_value.unsafe_unwrap())


class Edge(Construct):
    def __init__(
        self, scope: Construct, config: Config, secret: OriginSecret, station: StationApi, operator: OperatorApi
    ) -> None:
        super().__init__(scope, "edge")
        function = cloudfront.Function(
            self,
            "function",
            code=cloudfront.FunctionCode.from_file(file_path=str(FUNCTION)),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            comment="/ocpp/{identity} to the WebSocket API, /api to the HTTP API",
        )
        operators = _behavior(operator.domain, secret, function)
        self.distribution = cloudfront.Distribution(
            self,
            "distribution",
            comment=f"{config.prefix}: chargers on /ocpp, operators on /api",
            default_behavior=operators,
            additional_behaviors={
                "/ocpp/*": _behavior(station.domain, secret, function),
                "/api/*": operators,
            },
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            domain_names=[config.domain_name] if config.domain_name else None,
            certificate=self._certificate(config),
        )

    @property
    def domain(self) -> str:
        return str(self.distribution.distribution_domain_name)

    def _certificate(self, config: Config) -> acm.ICertificate | None:
        if config.certificate_arn is None:
            return None
        return acm.Certificate.from_certificate_arn(self, "certificate", config.certificate_arn)


def _behavior(domain: str, secret: OriginSecret, function: cloudfront.Function) -> cloudfront.BehaviorOptions:
    """Every header of the viewer but Host, and no caching: Authorization and Sec-WebSocket-* must arrive."""
    return cloudfront.BehaviorOptions(
        origin=origins.HttpOrigin(
            domain,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            custom_headers={"x-origin-secret": secret.value},
        ),
        allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
        cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
        origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
        viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        function_associations=[
            cloudfront.FunctionAssociation(function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST)
        ],
    )
