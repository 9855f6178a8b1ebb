"""Who may do what: one line per function, and nothing beyond it."""

from dataclasses import dataclass

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs

from infra.data import Tables
from infra.lambda_function import Functions
from infra.scheduling import Queues
from infra.station_api import StationApi

_STATION_TRAFFIC = "stations connections tokens transactions transaction-events receipts commands station-events"
_EVERYTHING = f"{_STATION_TRAFFIC} sites schedules plans"


@dataclass(frozen=True)
class Access:
    """Names of tables and queues, separated by spaces."""

    writes: str = ""
    reads: str = ""
    sends: str = ""
    manages_connections: bool = False


ACCESS = {
    "station_connect": Access("stations connections", sends="timers", manages_connections=True),
    "station_message": Access(_STATION_TRAFFIC, sends="planner timers", manages_connections=True),
    "station_disconnect": Access("stations connections"),
    "operator_api": Access(_EVERYTHING, sends="planner timers", manages_connections=True),
    "site_planner": Access(
        "plans stations transactions commands connections",
        reads="sites schedules",
        sends="planner timers",
        manages_connections=True,
    ),
    "scheduled_task": Access(
        _STATION_TRAFFIC, reads="sites schedules plans", sends="planner timers", manages_connections=True
    ),
}


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
