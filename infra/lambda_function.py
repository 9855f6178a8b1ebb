"""The only place that knows how functions run: runtime, architecture, layers, memory, retention, environment."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from csms.domain import retention
from infra.access import ACCESS, Access
from infra.config import Config
from infra.files import Files
from infra.lambda_assets import ROOT, Target, package
from infra.lambda_layers import asset_code, layers
from infra.observability import log_group


@dataclass(frozen=True)
class Size:
    memory_mb: int
    timeout_s: int


# A frame must be answered within API Gateway's 29 s; operator_api waits up to 25 s for a station's answer.
SIZES = {
    "station_connect": Size(512, 10),
    "station_message": Size(512, 20),
    "station_disconnect": Size(256, 10),
    "operator_api": Size(512, 29),
    "site_planner": Size(1024, 60),
    "scheduled_task": Size(512, 60),
    "table_changes": Size(512, 60),
    "publish_events": Size(256, 60),
    "webhook_delivery": Size(256, 30),
    "export_job": Size(1024, 300),
}
# They send to queues that lead back to them; Lambda takes 16 such rounds for a runaway loop and drops the message.
_LOOPS_ON_PURPOSE = {"site_planner", "scheduled_task", "export_job", "webhook_delivery"}


# They answer to the outside, so they are told what proves that a request came through the edge.
_BEHIND_THE_EDGE = {"station_connect", "operator_api"}


class Functions(Construct):
    """Every function of the system, by the name of its package."""

    def __init__(
        self, scope: Construct, config: Config, environment: dict[str, str], files: Files, origin_secret: str
    ) -> None:
        super().__init__(scope, "functions")
        self._config, self._target = config, Target(config.local)
        self._environment, self._files, self._origin_secret = environment, files, origin_secret
        self._runtime = lambda_.Runtime(f"python{self._target.python_version}", lambda_.RuntimeFamily.PYTHON)
        self._layers = layers(self, self._target, self._runtime, list(SIZES))
        self._functions = {name: self._function(name, size) for name, size in SIZES.items()}

    def __getitem__(self, name: str) -> lambda_.Function:
        return self._functions[name]

    def items(self) -> list[tuple[str, lambda_.Function]]:
        return list(self._functions.items())

    def _function(self, name: str, size: Size) -> lambda_.Function:
        group = log_group(self, f"{name}-log", f"/aws/lambda/{self._config.prefix}-{name}", self._config)
        role = iam.Role(self, f"{name}-role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        group.grant_write(role)
        return lambda_.Function(
            self,
            name,
            function_name=f"{self._config.prefix}-{name}",
            code=asset_code(package(ROOT / "functions" / name, "", self._target)),
            handler=f"{name}.handler.handler",
            runtime=self._runtime,
            architecture=lambda_.Architecture.ARM_64,
            layers=self._layers[name],
            memory_size=size.memory_mb,
            timeout=Duration.seconds(size.timeout_s),
            environment=self._environment_of(name),
            log_group=group,
            role=role,
            recursive_loop=lambda_.RecursiveLoop.ALLOW if name in _LOOPS_ON_PURPOSE else None,
        )

    def _environment_of(self, name: str) -> dict[str, str]:
        files = _files_of(ACCESS[name], self._files)
        secret = {"ORIGIN_SECRET": self._origin_secret} if name in _BEHIND_THE_EDGE else {}
        return {
            "TABLE_PREFIX": self._config.prefix,
            "HEARTBEAT_INTERVAL_S": str(self._config.heartbeat_interval_s),
            "COMMAND_TIMEOUT_S": str(self._config.command_timeout_s),
            "ORGANIZATION_NAME": self._config.organization_name or "",
            "FAILED_LOGINS_PER_SOURCE": str(self._config.failed_logins_per_source),
            "FAILED_LOGINS_PER_STATION": str(self._config.failed_logins_per_station),
            "RETENTION_DAYS": retention.to_text(self._config.retention),
            "PLAN_PERIOD_S": str(self._config.plan_period_minutes * 60),
            "POWERTOOLS_SERVICE_NAME": name,
            "POWERTOOLS_METRICS_NAMESPACE": self._config.prefix,
            "POWERTOOLS_LOG_LEVEL": self._config.log_level,
            "PRIVATE_WEBHOOKS": "true" if self._config.local else "false",
            **self._environment,
            **files,
            **secret,
        }


def _files_of(access: Access, files: Files) -> dict[str, str]:
    if access.keeps_files:
        return files.environment
    return files.place if access.writes_exports else {}
