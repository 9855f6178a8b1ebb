"""The key of the built-in certificate authority, where the context asks for one."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Config


class CertificateAuthority(Construct):
    """With `certificate_authority=external` there is none: requests wait for an operator, or for a system of his."""

    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "certificate-authority")
        self._key = _key(self, config) if config.certificate_authority == "kms" else None

    @property
    def key_arn(self) -> str:
        """Empty where there is none."""
        return self._key.key_arn if self._key else ""

    def grant_sign(self, function: lambda_.Function) -> None:
        if self._key:
            self._key.grant(function, "kms:Sign", "kms:GetPublicKey")


def _key(scope: Construct, config: Config) -> kms.Key:
    """What it has signed can be trusted no longer once it is gone: it outlives the stack as the tables do."""
    return kms.Key(
        scope,
        "key",
        alias=f"{config.prefix}-station-certificates",
        description="Signs the certificates of charging stations",
        key_spec=kms.KeySpec.ECC_NIST_P256,
        key_usage=kms.KeyUsage.SIGN_VERIFY,
        pending_window=Duration.days(30),
        removal_policy=RemovalPolicy.RETAIN if config.keep_data else RemovalPolicy.DESTROY,
    )
