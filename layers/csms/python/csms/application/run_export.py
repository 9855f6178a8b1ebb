"""One slice of an export: read pages, write a file, note how far it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from csms.application.export_sources import SOURCES, Batch
from csms.application.ports import OpenExportFile, Ports
from csms.domain.errors import ConcurrentChangeError
from csms.domain.export_jobs import MAX_FILE_BYTES, MAX_FILE_ROWS, ExportFile, ExportJob, advanced, begun, is_leased
from csms.domain.exports import COLUMNS

EXPORTS = "exports"
_NOTE_EVERY = timedelta(seconds=10)


def run_export(ports: Ports, export_id: str, time_is_up: Callable[[], bool]) -> None:
    """Write one file, and ask for the next slice. What another slice is at, or an operator has ended, is left alone."""
    job = ports.exports.get(export_id)
    if job is None or job.ended or is_leased(job, ports.now()):
        return
    try:
        job = ports.exports.save(begun(job, ports.now()))
        if not job.ended:
            job = _write_file(ports, job, time_is_up)
    except ConcurrentChangeError:
        return
    if not job.ended:
        ports.queues.request_export(job.id)


@dataclass
class _Progress:
    """The job as it is stored, and what the file that is being written has in it."""

    job: ExportJob
    noted_at: datetime
    cursor: str | None
    rows: int = 0

    def took(self, batch: Batch) -> None:
        self.cursor = batch.next_cursor
        self.rows += len(batch.rows)
        if batch.reached is not None:
            self.job = replace(self.job, reached=batch.reached)


def _write_file(ports: Ports, job: ExportJob, time_is_up: Callable[[], bool]) -> ExportJob:
    """The job with one more file; raises ConcurrentChangeError when it has been called off."""
    file = ports.export_files.begin(job.format, COLUMNS[job.kind])
    progress = _Progress(job, ports.now(), job.cursor)
    try:
        while True:
            batch = SOURCES[job.kind](ports, job, progress.cursor)
            file.add(batch.rows)
            progress.took(batch)
            if progress.cursor is None or time_is_up() or _full(file, progress.rows):
                return _keep(ports, file, progress)
            _note(ports, progress)
    finally:
        file.discard()


def _full(file: OpenExportFile, rows: int) -> bool:
    return rows >= MAX_FILE_ROWS or file.size_bytes() >= MAX_FILE_BYTES


def _note(ports: Ports, progress: _Progress) -> None:
    """For whoever looks, and to find out that it has been called off; `cursor` stays where the last whole file ends."""
    if ports.now() - progress.noted_at >= _NOTE_EVERY:
        noted = replace(progress.job, unfinished_rows=progress.rows)
        progress.job, progress.noted_at = ports.exports.save(noted), ports.now()


def _keep(ports: Ports, file: OpenExportFile, progress: _Progress) -> ExportJob:
    """An export without rows has one file all the same: with its header."""
    job, kept = progress.job, None
    if progress.rows or (progress.cursor is None and not job.files):
        # The version makes the name one of this slice: whoever is overtaken writes beside it.
        key = f"{EXPORTS}/{job.id}/{job.kind}-{len(job.files) + 1:04d}-{job.version}.{job.format}"
        kept = ExportFile(key, progress.rows, file.keep(key))
    try:
        return ports.exports.save(advanced(job, kept, progress.cursor, ports.now()))
    except ConcurrentChangeError:
        if kept is not None:
            ports.files.remove(kept.key)
        raise
