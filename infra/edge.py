"""CloudFront in front of both APIs: one domain, the identity of a charger in the path, and proof of the way taken."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.config import Config
from infra.edge_behavior import behavior, viewer_request
from infra.operator_api import OperatorApi
from infra.station_api import StationApi


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
    """Operators, and stations of security profile 2: a password over TLS. The other profiles' doors are in
    station_doors.py, a distribution each (2.0.1 A00.FR.006)."""

    def __init__(
        self, scope: Construct, config: Config, secret: str, station: StationApi, operator: OperatorApi
    ) -> None:
        super().__init__(scope, "edge")
        function = viewer_request(self, serves_api=True, asks_for_certificates=False)
        operators = behavior(operator.domain, {"x-origin-secret": secret}, function)
        proof = {"x-origin-secret": secret, "x-origin-security-profile": "2"}
        self.distribution = cloudfront.Distribution(
            self,
            "distribution",
            comment=f"{config.prefix}: chargers on /ocpp, operators on /api",
            default_behavior=operators,
            additional_behaviors={
                "/ocpp/*": behavior(station.domain, proof, function),
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
