"""What a deployed function is told by its environment (set in infra/lambda_function.py, nowhere else)."""

import os
from dataclasses import dataclass, field


def _env(name: str, default: str = "") -> str:
    return field(default_factory=lambda: os.environ.get(name, default))


def _env_int(name: str, default: int) -> int:
    return field(default_factory=lambda: int(os.environ.get(name, default)))


def _env_flag(name: str) -> bool:
    return field(default_factory=lambda: os.environ.get(name) == "true")


@dataclass(frozen=True)
class Settings:
    """Read once per execution environment, after import, so that a test may set the environment first."""

    table_prefix: str = _env("TABLE_PREFIX", "csms")
    station_api_endpoint: str = _env("STATION_API_ENDPOINT")
    planner_queue_url: str = _env("PLANNER_QUEUE_URL")
    planner_queue_arn: str = _env("PLANNER_QUEUE_ARN")
    wake_up_group: str = _env("WAKE_UP_GROUP")
    wake_up_role_arn: str = _env("WAKE_UP_ROLE_ARN")
    wake_up_dead_letter_arn: str = _env("WAKE_UP_DEAD_LETTER_ARN")
    timers_queue_url: str = _env("TIMERS_QUEUE_URL")
    event_bus_name: str = _env("EVENT_BUS_NAME")
    exports_queue_url: str = _env("EXPORTS_QUEUE_URL")
    webhooks_queue_url: str = _env("WEBHOOKS_QUEUE_URL")
    private_webhooks: bool = _env_flag("PRIVATE_WEBHOOKS")
    archive_streams: str = _env("ARCHIVE_STREAMS")
    files_bucket: str = _env("FILES_BUCKET")
    files_key_id: str = _env("FILES_KEY_ID")
    files_secret: str = _env("FILES_SECRET")
    files_public_endpoint: str = _env("FILES_PUBLIC_ENDPOINT")
    origin_secret: str = _env("ORIGIN_SECRET")
    organization_name: str = _env("ORGANIZATION_NAME")
    certificate_authority_key: str = _env("CERTIFICATE_AUTHORITY_KEY")
    entsoe_token_parameter: str = _env("ENTSOE_TOKEN_PARAMETER")
    heartbeat_interval_s: int = _env_int("HEARTBEAT_INTERVAL_S", 300)
    command_timeout_s: int = _env_int("COMMAND_TIMEOUT_S", 30)
    plan_period_s: int = _env_int("PLAN_PERIOD_S", 300)
    retention_days: str = _env("RETENTION_DAYS")
    failed_logins_per_source: int = _env_int("FAILED_LOGINS_PER_SOURCE", 100)
    failed_logins_per_station: int = _env_int("FAILED_LOGINS_PER_STATION", 10)
