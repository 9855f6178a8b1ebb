"""The policies that access.py's table asks for."""

from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from infra.access import ACCESS, Access
from infra.archive import Archive
from infra.certificate_authority import CertificateAuthority
from infra.data import Tables
from infra.files import Files
from infra.lambda_function import Functions
from infra.price_sources import PriceSources
from infra.scheduling import Queues
from infra.station_api import StationApi
from infra.wake_ups import WakeUps


def grant(
    functions: Functions,
    tables: Tables,
    queues: Queues,
    station_api: StationApi,
    files: Files,
    authority: CertificateAuthority,
    prices: PriceSources,
    wake_ups: WakeUps,
    bus: events.EventBus,
    archive: Archive | None,
) -> None:
    send_to = {
        "planner": queues.planner,
        "timers": queues.timers,
        "exports": queues.exports,
        "changes-dead": queues.changes_dead,
        "webhooks": queues.webhooks,
    }
    for name, access in ACCESS.items():
        _grant(functions[name], access, tables, send_to)
        if access.manages_connections:
            station_api.grant_manage_connections(functions[name])
        if access.keeps_files:
            files.grant(functions[name])
        if access.sets_wake_ups:
            wake_ups.grant_set(functions[name])
        if access.writes_exports:
            files.grant_exports(functions[name])
        if access.signs:
            authority.grant_sign(functions[name])
        if access.fetches_prices:
            prices.grant_token(functions[name])
        if access.archives and archive:
            archive.grant(functions[name])
        if access.publishes:
            bus.grant_put_events_to(functions[name])


def _grant(function: lambda_.Function, access: Access, tables: Tables, queues: dict[str, sqs.Queue]) -> None:
    _allow(function, tables, access.writes, [*_READ, *_WRITE])
    _allow(function, tables, access.reads, [*_READ])
    for queue in access.sends.split():
        queues[queue].grant_send_messages(function)


def _allow(function: lambda_.Function, tables: Tables, names: str, actions: list[str]) -> None:
    """One statement for all of them: what a role may hold is counted in characters (10,240)."""
    arns = [tables[name].table_arn for name in names.split()]
    if arns:
        resources = [resource for arn in arns for resource in (arn, f"{arn}/index/*")]
        function.add_to_role_policy(iam.PolicyStatement(actions=actions, resources=resources))


# No Scan: nothing here may read a whole table. Transactions need the rights of their single actions.
_READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
_WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
)
