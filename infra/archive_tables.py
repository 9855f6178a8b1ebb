"""Athena's tables over the archive, in Glue.

Partitions are days of arrival in UTC, projected: nobody has to register them.
"""

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from constructs import Construct

from csms.domain.archive import ARCHIVED, ArchiveKind
from csms.domain.exports import CellType, Column
from infra.config import Config

_TABLE = glue.CfnTable
_FIRST_YEAR, _LAST_YEAR = 2026, 2099
_GLUE_TYPES = {
    CellType.TEXT: "string",
    CellType.TIME: "string",
    CellType.INTEGER: "bigint",
    CellType.NUMBER: "double",
    CellType.MONEY: "decimal(18,6)",
    CellType.BOOLEAN: "boolean",
}


def archive_tables(scope: Construct, config: Config, bucket_name: str) -> None:
    account, name = Stack.of(scope).account, f"{config.prefix}_archive".replace("-", "_")
    database = glue.CfnDatabase(
        scope,
        "database",
        catalog_id=account,
        database_input=glue.CfnDatabase.DatabaseInputProperty(
            name=name, description="What a charging station management system has archived"
        ),
    )
    for kind, columns in ARCHIVED.items():
        table = glue.CfnTable(
            scope,
            f"{kind}-table",
            catalog_id=account,
            database_name=name,
            table_input=_table(kind, columns, f"s3://{bucket_name}/{kind}"),
        )
        table.add_dependency(database)


def _table(kind: ArchiveKind, columns: tuple[Column, ...], location: str) -> glue.CfnTable.TableInputProperty:
    days = {"year": (f"{_FIRST_YEAR},{_LAST_YEAR}", 4), "month": ("1,12", 2), "day": ("1,31", 2)}
    projection = {
        f"projection.{name}.{option}": value
        for name, (span, digits) in days.items()
        for option, value in (("type", "integer"), ("range", span), ("digits", str(digits)))
    }
    return _TABLE.TableInputProperty(
        name=kind.value,
        table_type="EXTERNAL_TABLE",
        parameters={
            "projection.enabled": "true",
            "storage.location.template": f"{location}/year=${{year}}/month=${{month}}/day=${{day}}",
            **projection,
        },
        partition_keys=[_TABLE.ColumnProperty(name=name, type="string") for name in days],
        storage_descriptor=_TABLE.StorageDescriptorProperty(
            location=f"{location}/",
            columns=[_TABLE.ColumnProperty(name=column.name, type=_GLUE_TYPES[column.type]) for column in columns],
            input_format="org.apache.hadoop.mapred.TextInputFormat",
            output_format="org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            serde_info=_TABLE.SerdeInfoProperty(serialization_library="org.openx.data.jsonserde.JsonSerDe"),
        ),
    )
