"""A job that writes an export, file by file, in slices of time.

Between two slices everything it knows is in the job: how far the reading is (`cursor`), and the files that are whole.
A file belongs to the export once the job names it, and that is written together with the cursor: a slice that dies
leaves an object that nobody names, and its rows are read again.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from csms.domain import clock
from csms.domain.errors import ConflictError
from csms.domain.exports import ExportFormat, ExportKind

# Longer than a slice can run: the function is ended before.
LEASE = timedelta(minutes=6)
MAX_ATTEMPTS = 3
# A spreadsheet takes 1,048,576 rows; the function's disk holds 512 MB.
MAX_FILE_ROWS, MAX_FILE_BYTES = 1_000_000, 200_000_000
# The job names all of its files, in an item of 400 KB.
MAX_FILES = 2000


class ExportStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_ENDS = frozenset({ExportStatus.DONE, ExportStatus.FAILED, ExportStatus.CANCELLED})


@dataclass(frozen=True)
class ExportFile:
    key: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class ExportJob:
    """`starts_at` and `ends_at` bound the rows' times, the end excluded; `reached` is the time of the last row read.

    `attempts` counts the slices begun since the last one that got anywhere; `version` counts the writes.
    """

    id: str
    kind: ExportKind
    format: ExportFormat
    starts_at: str
    ends_at: str
    created_at: str
    requested_by: str | None = None
    site_id: str | None = None
    station_key: str | None = None
    token_key: str | None = None
    group_key: str | None = None
    status: ExportStatus = ExportStatus.QUEUED
    cursor: str | None = None
    reached: str | None = None
    files: tuple[ExportFile, ...] = ()
    unfinished_rows: int = 0
    attempts: int = 0
    leased_until: str | None = None
    finished_at: str | None = None
    error: str | None = None
    version: int = 0

    @property
    def ended(self) -> bool:
        return self.status in _ENDS

    @property
    def rows(self) -> int:
        """Also those of the file that is being written."""
        return sum(file.rows for file in self.files) + self.unfinished_rows

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def part_done(self) -> float:
        """From 0 to 1, by time: rows are read from the newest back to the oldest."""
        if self.status is ExportStatus.DONE:
            return 1.0
        if self.reached is None:
            return 0.0
        start, end, reached = map(clock.parse_stored, (self.starts_at, self.ends_at, self.reached))
        return round(min(max((end - reached) / (end - start), 0.0), 1.0), 3)

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Self:
        known = {
            "kind": ExportKind(members["kind"]),
            "format": ExportFormat(members["format"]),
            "status": ExportStatus(members["status"]),
            "files": tuple(ExportFile(**file) for file in members["files"]),
        }
        return cls(**{**members, **known})


def is_leased(job: ExportJob, now: datetime) -> bool:
    """A slice is at work."""
    return job.leased_until is not None and job.leased_until > clock.to_text(now)


def begun(job: ExportJob, now: datetime) -> ExportJob:
    """With the lease of one slice; a job that fails again and again has failed."""
    if job.attempts >= MAX_ATTEMPTS:
        return finished(job, ExportStatus.FAILED, now, f"given up after {MAX_ATTEMPTS} attempts at the same place")
    until = clock.to_text(now + LEASE)
    return replace(job, status=ExportStatus.RUNNING, attempts=job.attempts + 1, leased_until=until, unfinished_rows=0)


def advanced(job: ExportJob, file: ExportFile | None, cursor: str | None, now: datetime) -> ExportJob:
    """With `file`, which holds all rows up to `cursor`; without a cursor there is no more to read."""
    files = (*job.files, file) if file else job.files
    moved = replace(job, files=files, cursor=cursor, attempts=0, unfinished_rows=0, leased_until=None)
    if cursor is None:
        return finished(moved, ExportStatus.DONE, now)
    if len(files) >= MAX_FILES:
        return finished(moved, ExportStatus.FAILED, now, f"more than {MAX_FILES} files: ask for a shorter time")
    return moved


def finished(job: ExportJob, status: ExportStatus, now: datetime, error: str | None = None) -> ExportJob:
    """Raises ConflictError where it has ended already."""
    if job.ended:
        raise ConflictError(f"the export is {job.status} already")
    return replace(
        job, status=status, finished_at=clock.to_text(now), error=error, leased_until=None, unfinished_rows=0
    )
