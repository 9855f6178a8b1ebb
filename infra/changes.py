"""Streams of tables into functions. Lambda reads them at no charge, so that a table at rest costs nothing."""

from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.aws_lambda_event_sources import SqsDlq

from csms.adapters.dynamodb import models
from infra.access import FOLLOWERS, OUTBOXES
from infra.data import Tables, streamed
from infra.lambda_function import Functions

# Some items of a stream at once, each item's changes in order.
_PARALLEL = 5
_ATTEMPTS = 100


def follow_tables(functions: Functions, tables: Tables, dead: sqs.Queue) -> None:
    everything: tuple[Any, ...] = models.TABLES
    followed = [model.Meta.suffix for model in everything if streamed(model)]
    for follower in sorted(FOLLOWERS):
        streams = [_stream_arn(tables[name]) for name in followed if _follower(name) == follower]
        functions[follower].add_to_role_policy(iam.PolicyStatement(actions=[*_READ], resources=streams))
    for name in followed:
        _follow(functions[_follower(name)], tables[name], dead, new_items_only=name in OUTBOXES)


def _follower(table: str) -> str:
    return OUTBOXES.get(table, "table_changes")


def _follow(function: lambda_.Function, table: dynamodb.Table, dead: sqs.Queue, *, new_items_only: bool) -> None:
    """Not by DynamoEventSource, which would have every stream of the account listed."""
    new = lambda_.FilterCriteria.filter({"eventName": lambda_.FilterRule.is_equal("INSERT")})
    lambda_.EventSourceMapping(
        table,
        "stream",
        target=function,
        event_source_arn=_stream_arn(table),
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        filters=[new] if new_items_only else None,
        batch_size=100,
        parallelization_factor=_PARALLEL,
        # What cannot be processed is told from its neighbours, tried for some hours, and named in the dead-letter queue
        # while the stream (24 h) still has it.
        report_batch_item_failures=True,
        bisect_batch_on_error=True,
        retry_attempts=_ATTEMPTS,
        max_record_age=Duration.hours(6),
        on_failure=SqsDlq(dead),
    )


def _stream_arn(table: dynamodb.Table) -> str:
    assert table.table_stream_arn
    return str(table.table_stream_arn)


_READ = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams")
