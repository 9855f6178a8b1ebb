"""What the CDK context may say about a deployment; every mistake in it ends in one sentence, not in a stack trace."""

import re
from dataclasses import dataclass

from constructs import Node

from csms.domain import retention
from csms.domain.errors import InvalidError
from csms.domain.retention import Retention
from infra.errors import UserError


@dataclass(frozen=True)
class CaBundle:
    """Where the certificates of the authorities are that sign chargers' certificates: PEM, in the stack's Region."""

    bucket: str
    key: str


@dataclass(frozen=True)
class Config:
    prefix: str
    local: bool
    keep_data: bool
    heartbeat_interval_s: int
    plan_period_minutes: int
    command_timeout_s: int
    failed_logins_per_source: int
    failed_logins_per_station: int
    files_key_serial: int
    retention: Retention
    archive: bool
    token_hours: int
    log_retention: str
    log_level: str
    cloud_port: int
    domain_name: str | None
    certificate_arn: str | None
    alarm_email: str | None
    unencrypted_stations: bool
    station_ca_bundle: CaBundle | None
    organization_name: str | None
    certificate_authority: str

    @classmethod
    def from_context(cls, node: Node) -> "Config":
        context = _Context(node)
        local = context.boolean("local", default=False)
        config = cls(
            prefix=context.text("prefix", "csms", r"[a-z][a-z0-9-]{0,31}"),
            local=local,
            keep_data=context.boolean("keep_data", default=not local),
            heartbeat_interval_s=context.integer("heartbeat_interval_s", 300, 1, 540),
            plan_period_minutes=context.integer("plan_period_minutes", 1 if local else 5, 1, 60),
            command_timeout_s=context.integer("command_timeout_s", 30, 1, 300),
            failed_logins_per_source=context.integer("failed_logins_per_source", 100, 1, 100_000),
            failed_logins_per_station=context.integer("failed_logins_per_station", 10, 1, 1000),
            files_key_serial=context.integer("files_key_serial", 1, 1, 1_000_000),
            retention=context.retention(),
            archive=context.boolean("archive", default=False),
            token_hours=context.integer("token_hours", 24 if local else 1, 1, 24),
            log_retention=context.text("log_retention", "ONE_MONTH", "ONE_(DAY|WEEK|MONTH|YEAR)|(THREE|SIX)_MONTHS"),
            log_level=context.text("log_level", "INFO", "DEBUG|INFO|WARNING|ERROR"),
            cloud_port=context.integer("cloud_port", 4566, 1, 65535),
            domain_name=context.optional("domain_name", r"[a-z0-9-]+(\.[a-z0-9-]+)+"),
            certificate_arn=context.optional("certificate_arn", r"arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate/.+"),
            unencrypted_stations=context.boolean("unencrypted_stations", default=False),
            station_ca_bundle=context.ca_bundle("station_ca_bundle"),
            organization_name=context.optional("organization_name", r"\S(.{0,62}\S)?"),
            # A key in KMS costs a dollar a month, and an authority of one's own is a decision.
            certificate_authority=context.text("certificate_authority", "kms" if local else "external", "kms|external"),
            alarm_email=context.optional("alarm_email", r"[^@\s]+@[^@\s]+"),
        )
        if (config.domain_name is None) != (config.certificate_arn is None):
            raise UserError(
                "Context 'domain_name' and 'certificate_arn' belong together: give both, or neither"
                " for CloudFront's own domain."
            )
        return config


class _Context:
    def __init__(self, node: Node) -> None:
        self._node = node

    def text(self, name: str, default: str, pattern: str) -> str:
        return self.optional(name, pattern) or default

    def optional(self, name: str, pattern: str) -> str | None:
        value = self._node.try_get_context(name)
        if value is None or value == "":
            return None
        if not re.fullmatch(pattern, str(value)):
            raise UserError(f"Context '{name}' must match {pattern}, not {str(value)!r}.")
        return str(value)

    def ca_bundle(self, name: str) -> CaBundle | None:
        address = self.optional(name, r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/.+")
        if address is None:
            return None
        bucket, _, key = address.removeprefix("s3://").partition("/")
        return CaBundle(bucket, key)

    def retention(self) -> Retention:
        value = self._node.try_get_context(retention.SETTING)
        try:
            return retention.parse("" if value is None else str(value))
        except InvalidError as error:
            raise UserError(f"Context '{retention.SETTING}': {error.detail}.") from None

    def integer(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self._node.try_get_context(name)
        try:
            number = default if value is None or value == "" else int(value)
        except (TypeError, ValueError):
            number = lowest - 1
        if not lowest <= number <= highest:
            raise UserError(f"Context '{name}' must be a whole number from {lowest} to {highest}, not {value!r}.")
        return number

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self._node.try_get_context(name)
        if value is None or value == "":
            return default
        if str(value).lower() not in ("true", "false"):
            raise UserError(f"Context '{name}' must be true or false, not {value!r}.")
        return str(value).lower() == "true"
