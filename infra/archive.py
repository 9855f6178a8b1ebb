"""The long-term archive, where it is wanted (context `archive`): Firehose into S3, and tables over it for Athena.

Nothing of it costs before a record comes.
"""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_athena as athena
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from constructs import Construct

from csms.domain.archive import ArchiveKind
from infra.archive_tables import archive_tables
from infra.config import Config
from infra.observability import log_group

_RESULTS_KEPT = Duration.days(30)
# A query that reads more than this is stopped: Athena is paid by what it reads.
_MOST_BYTES_READ = 100_000_000_000


class Archive(Construct):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "archive")
        self._config = config
        self._bucket = _bucket(self, "bucket", config, s3.LifecycleRule(transitions=[_colder(90)]))
        self._role = iam.Role(self, "delivery-role", assumed_by=iam.ServicePrincipal("firehose.amazonaws.com"))
        objects = [self._bucket.arn_for_objects("*")]
        self._allow(["s3:PutObject", "s3:AbortMultipartUpload"], objects)
        self._allow(
            ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], [self._bucket.bucket_arn]
        )
        self._log = log_group(self, "log", f"/aws/kinesisfirehose/{config.prefix}-archive", config)
        self._log.grant_write(self._role)
        self._streams = [self._stream(kind) for kind in ArchiveKind]
        archive_tables(self, config, self._bucket.bucket_name)
        self._workgroup()

    @property
    def environment(self) -> dict[str, str]:
        return {"ARCHIVE_STREAMS": f"{self._config.prefix}-archive"}

    def grant(self, function: lambda_.Function) -> None:
        arns = [stream.attr_arn for stream in self._streams]
        function.add_to_role_policy(iam.PolicyStatement(actions=["firehose:PutRecordBatch"], resources=arns))

    def _allow(self, actions: list[str], resources: list[str]) -> None:
        self._role.add_to_policy(iam.PolicyStatement(actions=actions, resources=resources))

    def _stream(self, kind: ArchiveKind) -> firehose.CfnDeliveryStream:
        days = "year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}"
        of = firehose.CfnDeliveryStream
        stream = of(
            self,
            f"{_dashed(kind)}-stream",
            delivery_stream_name=f"{self._config.prefix}-archive-{_dashed(kind)}",
            delivery_stream_type="DirectPut",
            delivery_stream_encryption_configuration_input=of.DeliveryStreamEncryptionConfigurationInputProperty(
                key_type="AWS_OWNED_CMK"
            ),
            extended_s3_destination_configuration=of.ExtendedS3DestinationConfigurationProperty(
                bucket_arn=self._bucket.bucket_arn,
                role_arn=self._role.role_arn,
                prefix=f"{kind}/{days}/",
                error_output_prefix=f"failed/{kind}/!{{firehose:error-output-type}}/{days}/",
                compression_format="GZIP",
                file_extension=".json.gz",
                buffering_hints=of.BufferingHintsProperty(interval_in_seconds=900, size_in_m_bs=64),
                cloud_watch_logging_options=of.CloudWatchLoggingOptionsProperty(
                    enabled=True, log_group_name=self._log.log_group_name, log_stream_name=_dashed(kind)
                ),
            ),
        )
        stream.node.add_dependency(self._role)
        return stream

    def _workgroup(self) -> None:
        results = _bucket(self, "results", self._config, s3.LifecycleRule(expiration=_RESULTS_KEPT))
        of = athena.CfnWorkGroup
        of(
            self,
            "workgroup",
            name=f"{self._config.prefix}-archive",
            recursive_delete_option=True,
            work_group_configuration=of.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                bytes_scanned_cutoff_per_query=_MOST_BYTES_READ,
                result_configuration=of.ResultConfigurationProperty(
                    output_location=f"s3://{results.bucket_name}/",
                    encryption_configuration=of.EncryptionConfigurationProperty(encryption_option="SSE_S3"),
                ),
            ),
        )


def _bucket(scope: Construct, name: str, config: Config, rule: s3.LifecycleRule) -> s3.Bucket:
    return s3.Bucket(
        scope,
        name,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        lifecycle_rules=[rule, s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(7))],
        removal_policy=RemovalPolicy.RETAIN if config.keep_data else RemovalPolicy.DESTROY,
    )


def _colder(days: int) -> s3.Transition:
    return s3.Transition(storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transition_after=Duration.days(days))


def _dashed(kind: ArchiveKind) -> str:
    return kind.value.replace("_", "-")
