"""The bucket of firmware files, stations' uploads and operators' exports, and the key that signs their URLs."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from csms.domain import retention
from infra.config import Config

FIRMWARE, UPLOADS, EXPORTS = "firmware/*", "uploads/*", "exports/*"


class Files(Construct):
    """`place` is what a function needs to put files there, `environment` what it needs to make URLs.

    They are signed by a user of their own: a function's credentials bring a session token, and with it a URL is three
    times as long as the 512 letters that OCPP 2.0.1 allows. The user may get and put objects, and nothing else.
    """

    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "files")
        self._bucket = _bucket(self, config)
        self.place = {"FILES_BUCKET": self._bucket.bucket_name}
        self.environment = dict(self.place)
        if config.local:
            # Its credentials are short; its address is not AWS's.
            self.environment["FILES_PUBLIC_ENDPOINT"] = f"http://localhost:{config.cloud_port}"
        else:
            self.environment |= self._signing_key(config.files_key_serial)

    def grant(self, function: lambda_.Function) -> None:
        """To see what is there and to remove firmware. Without ListBucket S3 says 403 of what is not there."""
        function.add_to_role_policy(
            iam.PolicyStatement(actions=["s3:GetObject"], resources=self._objects(FIRMWARE, UPLOADS))
        )
        removable = self._objects(FIRMWARE, EXPORTS)
        function.add_to_role_policy(iam.PolicyStatement(actions=["s3:DeleteObject"], resources=removable))
        function.add_to_role_policy(iam.PolicyStatement(actions=["s3:ListBucket"], resources=[self._bucket.bucket_arn]))

    def grant_exports(self, function: lambda_.Function) -> None:
        """To write them, also in parts, and to remove one that came too late."""
        actions = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:DeleteObject"]
        function.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=self._objects(EXPORTS)))

    def _signing_key(self, serial: int) -> dict[str, str]:
        """A higher `serial` makes a new key, with which the URLs that the old one signed end."""
        signer = iam.User(self, "signer")
        signer.add_to_policy(
            iam.PolicyStatement(actions=["s3:GetObject", "s3:PutObject"], resources=self._objects(FIRMWARE, UPLOADS))
        )
        signer.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=self._objects(EXPORTS)))
        key = iam.AccessKey(self, "signing-key", user=signer, serial=serial)
        # Only a reference stands in the template; like the origin secret it ends in the function's configuration.
        return {"FILES_KEY_ID": key.access_key_id, "FILES_SECRET": key.secret_access_key.unsafe_unwrap()}

    def _objects(self, *prefixes: str) -> list[str]:
        return [self._bucket.arn_for_objects(prefix) for prefix in prefixes]


def _bucket(scope: Construct, config: Config) -> s3.Bucket:
    return s3.Bucket(
        scope,
        "bucket",
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        lifecycle_rules=[
            s3.LifecycleRule(prefix=UPLOADS.removesuffix("*"), expiration=Duration.days(retention.UPLOADS.days)),
            s3.LifecycleRule(prefix=EXPORTS.removesuffix("*"), expiration=Duration.days(config.retention.exports)),
            s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(7)),
        ],
        removal_policy=RemovalPolicy.RETAIN if config.keep_data else RemovalPolicy.DESTROY,
    )
