"""The only place that knows how functions run: runtime, architecture, layers, memory, retention, environment."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Config
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
}
# They send to queues that lead back to them; Lambda takes 16 such rounds for a runaway loop and drops the message.
_LOOPS_ON_PURPOSE = {"site_planner", "scheduled_task"}


class Functions(Construct):
    """Every function of the system, by the name of its package."""

    def __init__(self, scope: Construct, config: Config, environment: dict[str, str]) -> None:
        super().__init__(scope, "functions")
        self._config, self._environment, self._target = config, environment, Target(config.local)
        self._runtime = lambda_.Runtime(f"python{self._target.python_version}", lambda_.RuntimeFamily.PYTHON)
        self._layers = layers(self, self._target, self._runtime)
        self._functions = {name: self._function(name, size) for name, size in SIZES.items()}

    def __getitem__(self, name: str) -> lambda_.Function:
        return self._functions[name]

    def items(self) -> list[tuple[str, lambda_.Function]]:
        return list(self._functions.items())

    def _function(self, name: str, size: Size) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            function_name=f"{self._config.prefix}-{name}",
            code=asset_code(package(ROOT / "functions" / name, "", self._target)),
            handler=f"{name}.handler.handler",
            runtime=self._runtime,
            architecture=lambda_.Architecture.ARM_64,
            layers=self._layers,
            memory_size=size.memory_mb,
            timeout=Duration.seconds(size.timeout_s),
            environment={**self._common_environment(), **self._environment, "POWERTOOLS_SERVICE_NAME": name},
            log_group=log_group(self, f"{name}-log", f"/aws/lambda/{self._config.prefix}-{name}", self._config),
            recursive_loop=lambda_.RecursiveLoop.ALLOW if name in _LOOPS_ON_PURPOSE else None,
        )

    def _common_environment(self) -> dict[str, str]:
        return {
            "TABLE_PREFIX": self._config.prefix,
            "HEARTBEAT_INTERVAL_S": str(self._config.heartbeat_interval_s),
            "COMMAND_TIMEOUT_S": str(self._config.command_timeout_s),
            "PLAN_PERIOD_S": str(self._config.plan_period_minutes * 60),
            "POWERTOOLS_METRICS_NAMESPACE": self._config.prefix,
            "POWERTOOLS_LOG_LEVEL": self._config.log_level,
        }
