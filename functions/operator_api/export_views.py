"""Exports as operators see them."""

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, Field

from csms.application.ports import Files
from csms.domain.export_jobs import ExportFile, ExportJob, ExportStatus
from csms.domain.exports import ExportFormat, ExportKind
from operator_api import answers
from operator_api.fields import ShownTime

# Made anew at each read: long enough to begin a download.
URL_LIFE_S = 900


class ProgressView(BaseModel):
    """`part_done` goes from 0 to 1, by the time that the reading has come back to."""

    rows: int
    bytes: int
    part_done: float


class ExportView(BaseModel):
    """`from` is included, `to` is not."""

    id: str
    what: ExportKind
    format: ExportFormat
    starts_at: ShownTime = Field(serialization_alias="from")
    ends_at: ShownTime = Field(serialization_alias="to")
    site: str | None
    station: str | None
    token: str | None
    group: str | None
    status: ExportStatus
    progress: ProgressView
    created_at: ShownTime
    requested_by: str | None
    finished_at: ShownTime | None
    error: str | None


class FileView(BaseModel):
    """`url` serves the file for a quarter of an hour to whoever has it: it is a secret."""

    name: str
    rows: int
    bytes: int
    url: str


class ExportWithFilesView(ExportView):
    """`url` is that of the only file; null where there are more, or none yet. A file has a million rows at most."""

    url: str | None
    files: list[FileView]


def accepted(job: ExportJob) -> Response[ExportView]:
    return Response(202, answers.JSON, view(job), {"Location": f"/api/exports/{job.id}"})


def view(job: ExportJob) -> ExportView:
    return ExportView(
        id=job.id,
        what=job.kind,
        format=job.format,
        starts_at=job.starts_at,
        ends_at=job.ends_at,
        site=job.site_id,
        station=job.station_key,
        token=job.token_key,
        group=job.group_key,
        status=job.status,
        progress=ProgressView(rows=job.rows, bytes=job.bytes, part_done=job.part_done),
        created_at=job.created_at,
        requested_by=job.requested_by,
        finished_at=job.finished_at,
        error=job.error,
    )


def view_with_files(job: ExportJob, files: Files) -> ExportWithFilesView:
    done = job.status is ExportStatus.DONE
    shown = [_file_view(file, files) for file in job.files] if done else []
    url = shown[0].url if len(shown) == 1 else None
    return ExportWithFilesView(**view(job).__dict__, url=url, files=shown)


def _file_view(file: ExportFile, files: Files) -> FileView:
    name = file.key.rpartition("/")[2]
    return FileView(name=name, rows=file.rows, bytes=file.bytes, url=files.download_url(file.key, URL_LIFE_S, name))
