"""The tables, derived from the models the application itself uses."""

from typing import Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct
from pynamodb.indexes import LocalSecondaryIndex

from csms.adapters.dynamodb import models
from infra.config import Config

Tables = dict[str, dynamodb.Table]


def tables(scope: Construct, config: Config) -> Tables:
    """The tables by the suffix of their names: `stations`, `connections`, ..."""
    everything: tuple[Any, ...] = models.TABLES
    return {model.Meta.suffix: _table(scope, config, model) for model in everything}


def _table(scope: Construct, config: Config, model: Any) -> dynamodb.Table:
    suffix = model.Meta.suffix
    table = dynamodb.Table(
        scope,
        f"{suffix}-table",
        table_name=f"{config.prefix}-{suffix}",
        partition_key=_key(model, model._hash_keyname),
        sort_key=_key(model, model._range_keyname) if model._range_keyname else None,
        billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        encryption=dynamodb.TableEncryption.DEFAULT,  # at rest with DynamoDB's own key, which costs nothing
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        time_to_live_attribute=models.TIME_TO_LIVE if models.TIME_TO_LIVE in model.get_attributes() else None,
        stream=_stream(model),
        deletion_protection=config.keep_data,
        removal_policy=RemovalPolicy.RETAIN if config.keep_data else RemovalPolicy.DESTROY,
    )
    for index in model._indexes.values():
        _add_index(table, model, index)
    return table


def streamed(model: Any) -> bool:
    """A stream costs nothing by itself; that somebody reads it does."""
    return hasattr(model.Meta, "stream_view_type")


def _stream(model: Any) -> dynamodb.StreamViewType | None:
    return dynamodb.StreamViewType(model.Meta.stream_view_type) if streamed(model) else None


def _add_index(table: dynamodb.Table, model: Any, index: Any) -> None:
    schema = index._get_schema()
    names = {key["KeyType"]: key["AttributeName"] for key in schema["key_schema"]}
    sort_key = _key(model, names["RANGE"]) if "RANGE" in names else None
    projection = dynamodb.ProjectionType(schema["projection"]["ProjectionType"])
    if isinstance(index, LocalSecondaryIndex):
        assert sort_key
        table.add_local_secondary_index(index_name=schema["index_name"], sort_key=sort_key, projection_type=projection)
    else:
        table.add_global_secondary_index(
            index_name=schema["index_name"],
            partition_key=_key(model, names["HASH"]),
            sort_key=sort_key,
            projection_type=projection,
        )


def _key(model: Any, name: str) -> dynamodb.Attribute:
    attribute_type = dynamodb.AttributeType[{"S": "STRING", "N": "NUMBER", "B": "BINARY"}[_wire_type(model, name)]]
    return dynamodb.Attribute(name=name, type=attribute_type)


def _wire_type(model: Any, name: str) -> str:
    by_wire_name = {attribute.attr_name: attribute for attribute in model.get_attributes().values()}
    return str(by_wire_name[name].attr_type)
