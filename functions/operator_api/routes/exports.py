"""Exports: jobs that write files of sessions, meter values and the like."""

from enum import StrEnum

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field

from csms import bootstrap
from csms.application.request_export import ExportRequest, cancel_export, find_export, request_export
from csms.domain.exports import ExportFormat, ExportKind
from csms.domain.ids import key_of
from operator_api import access, answers, routing
from operator_api.export_views import ExportView, ExportWithFilesView, accepted, view, view_with_files
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName, Time

router = routing.router()


class What(StrEnum):
    """`sessions` by their start; `meter_values` by the time of the sample; `usage` by the hour and
    connector; `cdrs` by their last update; `events` by when they were recorded."""

    SESSIONS = ExportKind.SESSIONS.value
    METER_VALUES = ExportKind.METER_VALUES.value
    USAGE = ExportKind.USAGE.value
    CDRS = ExportKind.CDRS.value
    EVENTS = ExportKind.EVENTS.value


class Format(StrEnum):
    CSV = ExportFormat.CSV.value
    PARQUET = ExportFormat.PARQUET.value


class ExportBody(Body):
    """`from` is included, `to` is not, and is now unless said otherwise."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"what": "sessions", "format": "csv", "from": "2026-01-01T00:00:00Z", "site": "depot"}]
        }
    )
    what: What
    format: Format = Format.CSV
    starts_at: Time = Field(alias="from")
    ends_at: Time | None = Field(None, alias="to")
    site: Name | None = None
    station: Name | None = None
    token: Name | None = None
    group: Name | None = Field(None, description="A group of tokens; of `cdrs` only.")


@router.post("/api/exports", responses=answers.ACCEPTED)
def request(body: ExportBody) -> Response[ExportView]:
    """Ask for an export; the answer's `Location` follows it and has the files' URLs once it is done.

    Rows come newest first. Times are UTC; units stand in the columns' names. In CSV a text that a spreadsheet would
    take for a formula begins with an apostrophe.
    """
    wanted = ExportRequest(
        kind=ExportKind(body.what),
        format=ExportFormat(body.format),
        starts_at=body.starts_at,
        ends_at=body.ends_at,
        site_id=body.site,
        station_key=key_of(body.station) if body.station else None,
        token_key=key_of(body.token) if body.token else None,
        group_key=key_of(body.group) if body.group else None,
        requested_by=access.user(routing.event()),
    )
    return accepted(request_export(bootstrap.ports(), wanted))


@router.get("/api/exports")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[ExportView]:
    """Exports, the newest first."""
    return Page.of(bootstrap.ports().exports.page(limit, cursor), view)


@router.get("/api/exports/<export_id>")
def read(export_id: PathName) -> ExportWithFilesView:
    """An export: how far it is, and the URLs of its files, new ones at each read, once it is done."""
    ports = bootstrap.ports()
    return view_with_files(find_export(ports, export_id), ports.files)


@router.post("/api/exports/<export_id>/cancel")
def cancel(export_id: PathName) -> ExportView:
    """Call an export off; 409 where it has ended."""
    return view(cancel_export(bootstrap.ports(), export_id))
