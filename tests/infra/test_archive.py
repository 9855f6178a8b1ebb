"""The archive: nothing of it unless it is wanted; then streams into S3, and tables that say what is there."""

import json

from csms.domain.archive import ARCHIVED, KNOWN_BY, ArchiveKind
from tests.infra.conftest import Synthesized


def test_nothing_is_archived_unless_it_is_wanted(synthesized: Synthesized) -> None:
    kinds = {resource["Type"].split("::")[1] for resource in synthesized.template["Resources"].values()}
    assert not kinds & {"KinesisFirehose", "Glue", "Athena"}
    for function in synthesized.properties("AWS::Lambda::Function"):
        assert "ARCHIVE_STREAMS" not in function["Environment"]["Variables"]


def test_each_kind_has_a_stream_into_days(with_doors: Synthesized) -> None:
    streams = with_doors.properties("AWS::KinesisFirehose::DeliveryStream")
    assert {stream["DeliveryStreamName"] for stream in streams} == {
        "csms-archive-sessions",
        "csms-archive-meter-values",
        "csms-archive-messages",
        "csms-archive-frames",
    }
    for stream in streams:
        to = stream["ExtendedS3DestinationConfiguration"]
        assert "/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/" in to["Prefix"]
        assert to["ErrorOutputPrefix"].startswith("failed/")
        assert to["CompressionFormat"] == "GZIP"


def test_athena_finds_what_firehose_writes(with_doors: Synthesized) -> None:
    prefixes = {
        stream["ExtendedS3DestinationConfiguration"]["Prefix"].split("/")[0]
        for stream in with_doors.properties("AWS::KinesisFirehose::DeliveryStream")
    }
    tables = {table["TableInput"]["Name"]: table for table in with_doors.properties("AWS::Glue::Table")}
    assert set(tables) == prefixes == set(ArchiveKind)
    for kind, columns in ARCHIVED.items():
        described = tables[kind]["TableInput"]
        assert [c["Name"] for c in described["StorageDescriptor"]["Columns"]] == [column.name for column in columns]
        assert [key["Name"] for key in described["PartitionKeys"]] == ["year", "month", "day"]
        location = json.dumps(described["Parameters"]["storage.location.template"])
        assert f"/{kind}/year=${{year}}/month=${{month}}/day=${{day}}" in location
        assert (described["Parameters"]["projection.month.digits"]) == "2"


def test_only_what_hears_stations_and_follows_the_tables_may_archive(with_doors: Synthesized) -> None:
    allowed = [
        policy["Roles"]
        for policy in with_doors.policies
        if "firehose:PutRecordBatch" in json.dumps(policy["PolicyDocument"])
    ]
    roles = [role["Ref"] for [role] in allowed]
    assert len(roles) == 2
    assert {name for name in ("tablechanges", "stationmessage") for role in roles if name in role} == {
        "tablechanges",
        "stationmessage",
    }


def test_a_query_cannot_cost_without_end(with_doors: Synthesized) -> None:
    [workgroup] = with_doors.properties("AWS::Athena::WorkGroup")
    settings = workgroup["WorkGroupConfiguration"]
    assert settings["EnforceWorkGroupConfiguration"] is True
    assert settings["BytesScannedCutoffPerQuery"] == 100_000_000_000


def test_what_makes_a_record_known_is_in_it() -> None:
    for kind, columns in ARCHIVED.items():
        assert set(KNOWN_BY[kind]) <= {column.name for column in columns}
