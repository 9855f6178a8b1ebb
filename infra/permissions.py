"""The policies that access.py's table asks for."""

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from infra.access import ACCESS, Access
from infra.data import Tables
from infra.lambda_function import Functions
from infra.scheduling import Queues
from infra.station_api import StationApi


def grant(functions: Functions, tables: Tables, queues: Queues, station_api: StationApi) -> None:
    send_to = {"planner": queues.planner, "timers": queues.timers}
    for name, access in ACCESS.items():
        _grant(functions[name], access, tables, send_to)
        if access.manages_connections:
            station_api.grant_manage_connections(functions[name])


def _grant(function: lambda_.Function, access: Access, tables: Tables, queues: dict[str, sqs.Queue]) -> None:
    for table in access.writes.split():
        tables[table].grant(function, *_READ, *_WRITE)
    for table in access.reads.split():
        tables[table].grant(function, *_READ)
    for queue in access.sends.split():
        queues[queue].grant_send_messages(function)


# No Scan: nothing here may read a whole table. Transactions need the rights of their single actions.
_READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
_WRITE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
)
