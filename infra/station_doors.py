"""Doors for stations that cannot use the common one: without TLS (profile 1), with a client certificate (profile 3).

A distribution each, because a station's profile is told by the door it came through (2.0.1 A00.FR.006); operators
are not served here.
"""

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudfront as cloudfront
from constructs import Construct

from infra.config import CaBundle, Config
from infra.edge_behavior import behavior, viewer_request

# CloudFront writes them after it has verified the certificate. They must be named in a policy to reach the origin.
CERTIFICATE_HEADERS = (
    "CloudFront-Viewer-Cert-Present",
    "CloudFront-Viewer-Cert-Subject",
    "CloudFront-Viewer-Cert-Serial-Number",
    "CloudFront-Viewer-Cert-Sha256",
)


class UnencryptedDoor(Construct):
    """Security profile 1: whoever listens reads the password. Only where the operator asks for it."""

    def __init__(self, scope: Construct, config: Config, secret: str, station_domain: str) -> None:
        super().__init__(scope, "unencrypted-door")
        function = viewer_request(self, serves_api=False, asks_for_certificates=False)
        proof = {"x-origin-secret": secret, "x-origin-security-profile": "1"}
        self.distribution = _distribution(
            self,
            f"{config.prefix}: chargers without TLS (security profile 1)",
            behavior(station_domain, proof, function, unencrypted=True),
        )

    @property
    def domain(self) -> str:
        return str(self.distribution.distribution_domain_name)


class CertificateDoor(Construct):
    """Security profile 3: CloudFront verifies the charger's certificate against the operator's CA bundle."""

    def __init__(self, scope: Construct, config: Config, secret: str, station_domain: str, bundle: CaBundle) -> None:
        super().__init__(scope, "certificate-door")
        function = viewer_request(self, serves_api=False, asks_for_certificates=True)
        proof = {"x-origin-secret": secret, "x-origin-security-profile": "3"}
        self.distribution = _distribution(
            self,
            f"{config.prefix}: chargers with client certificates (security profile 3)",
            behavior(station_domain, proof, function, cache_policy=self._certificate_headers(config)),
        )
        resource = self.distribution.node.default_child
        assert isinstance(resource, cloudfront.CfnDistribution)
        resource.add_property_override(
            "DistributionConfig.ViewerMtlsConfig",
            {"Mode": "required", "TrustStoreConfig": {"TrustStoreId": self._trust_store(config, bundle).attr_id}},
        )

    @property
    def domain(self) -> str:
        return str(self.distribution.distribution_domain_name)

    def _trust_store(self, config: Config, bundle: CaBundle) -> cloudfront.CfnTrustStore:
        location = cloudfront.CfnTrustStore.CaCertificatesBundleS3LocationProperty(
            bucket=bundle.bucket, key=bundle.key, region=Aws.REGION
        )
        return cloudfront.CfnTrustStore(
            self,
            "trust-store",
            name=f"{config.prefix}-stations",
            ca_certificates_bundle_source=cloudfront.CfnTrustStore.CaCertificatesBundleSourceProperty(
                ca_certificates_bundle_s3_location=location
            ),
        )

    def _certificate_headers(self, config: Config) -> cloudfront.CachePolicy:
        """What a cache policy names goes to the origin as well, and it is the one policy that can name them here: an
        origin request policy that adds CloudFront's headers to all of the viewer's sends Host too, which
        API Gateway refuses. A policy without any caching may name no header, hence the one second; nothing is
        kept that long unless the origin says so."""
        return cloudfront.CachePolicy(
            self,
            "certificate-headers",
            cache_policy_name=f"{config.prefix}-certificate-headers",
            min_ttl=Duration.seconds(0),
            default_ttl=Duration.seconds(0),
            max_ttl=Duration.seconds(1),
            header_behavior=cloudfront.CacheHeaderBehavior.allow_list(*CERTIFICATE_HEADERS),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.all(),
        )


def _distribution(scope: Construct, comment: str, stations: cloudfront.BehaviorOptions) -> cloudfront.Distribution:
    return cloudfront.Distribution(
        scope,
        "distribution",
        comment=comment,
        default_behavior=stations,
        minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        http_version=cloudfront.HttpVersion.HTTP2,
        price_class=cloudfront.PriceClass.PRICE_CLASS_100,
    )
