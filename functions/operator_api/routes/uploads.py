"""Diagnostics and security logs that stations upload."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.ports import PreparedWrite
from csms.application.request_log import LogWish, request_log
from csms.domain.errors import ConflictError
from csms.domain.operations import GetDiagnostics, GetLog
from csms.domain.stations import Station
from operator_api import command_views, routing
from operator_api.calls import Caller, operate_once
from operator_api.command_views import CommandView
from operator_api.fields import DEFAULT_LIMIT, Cursor, IdempotencyKey, Limit, Page, PathName, Prefer, Time
from operator_api.transfer_views import UPLOADS, TransferBody, UploadView, find_transfer, transfers_of, upload_view

router = routing.router()
DOWNLOAD_WITHIN_S = 900
_EXAMPLE = ConfigDict(json_schema_extra={"examples": [{}, {"location": "ftp://files.example.com/logs/"}]})
Since = Annotated[Time, Field(description="Nothing older.")]
Until = Annotated[Time, Field(description="Nothing newer.")]


class DiagnosticsBody(TransferBody):
    """Without a `location` the station uploads to us, by HTTP PUT."""

    model_config = _EXAMPLE
    oldest_at: Since | None = None
    latest_at: Until | None = None


class LogBody(DiagnosticsBody):
    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "security"}]})
    type: Literal["diagnostics", "security"]


class DownloadView(BaseModel):
    """`download_url` serves the file for fifteen minutes to whoever has it."""

    download_url: str
    size_bytes: int


@router.post("/api/stations/<identity>/diagnostics", responses=command_views.DESCRIBED)
def get_diagnostics(
    identity: PathName,
    body: DiagnosticsBody | None = None,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
) -> Response[CommandView]:
    """Have the station upload its diagnostics (GetDiagnostics in 1.6, the diagnostics log in 2.x).

    The upload has the command's id: `/api/uploads/{id}`.
    """
    return _ask(identity, None, body or DiagnosticsBody(), prefer, idempotency_key)


@router.post("/api/stations/<identity>/logs", responses=command_views.DESCRIBED)
def get_log(
    identity: PathName, body: LogBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Have the station upload a log (GetLog; in 1.6 with its security extension). A newer request replaces an older."""
    return _ask(identity, body.type, body, prefer, idempotency_key)


@router.get("/api/uploads/<upload_id>")
def read(upload_id: PathName) -> UploadView:
    """An upload: how far it is, and all that the station told of it."""
    return upload_view(*find_transfer(bootstrap.ports(), upload_id, UPLOADS))


@router.post("/api/uploads/<upload_id>/download")
def download(upload_id: PathName) -> DownloadView:
    """An address from which the uploaded file can be fetched; 409 while it is not here. It is kept for 90 days."""
    ports = bootstrap.ports()
    upload, identity = find_transfer(ports, upload_id, UPLOADS)
    size_bytes = ports.files.size_bytes(upload.file_key) if upload.file_key else None
    if upload.file_key is None or size_bytes is None:
        raise ConflictError("the file is not here" if upload.file_key else "the station uploads to an address of yours")
    name = "".join(letter if letter.isalnum() or letter in ".-_" else "_" for letter in upload.file_name or identity)
    url = ports.files.download_url(upload.file_key, DOWNLOAD_WITHIN_S, name.encode("ascii", "replace").decode())
    return DownloadView(download_url=url, size_bytes=size_bytes)


@router.get("/api/stations/<identity>/uploads")
def list_uploads(identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[UploadView]:
    """The station's uploads of the last year, newest first."""
    found, name = transfers_of(bootstrap.ports(), identity, UPLOADS, limit, cursor)
    return Page.of(found, lambda transfer: upload_view(transfer, name))


def _ask(
    identity: str, log_type: str | None, body: DiagnosticsBody, prefer: str | None, idempotency_key: str | None
) -> Response[CommandView]:
    ports = bootstrap.ports()
    wanted = LogWish(log_type, body.location, body.oldest_at, body.latest_at)

    def ask(station: Station, message_id: str) -> tuple[GetDiagnostics | GetLog, PreparedWrite]:
        wish, kept = request_log(ports, station, message_id, wanted, body.tries())
        return wish, ports.transfers.prepared_save(kept)

    return operate_once(identity, Caller(body.queue_until, prefer, idempotency_key), ask)
