"""Export jobs, and the files that they write."""

from collections.abc import Iterable
from typing import Protocol

from csms.application.ports.shared import Page
from csms.domain.export_jobs import ExportJob
from csms.domain.exports import Column, ExportFormat, Row


class Exports(Protocol):
    def get(self, export_id: str) -> ExportJob | None: ...
    def page(self, limit: int, cursor: str | None) -> Page[ExportJob]: ...
    def save(self, job: ExportJob) -> ExportJob:
        """As it is stored. Raises ConcurrentChangeError where somebody else has written since `job.version`."""


class OpenExportFile(Protocol):
    """A file on the function's own disk, until it is kept."""

    def add(self, rows: Iterable[Row]) -> None: ...
    def size_bytes(self) -> int:
        """So far, about."""

    def keep(self, key: str) -> int:
        """Close it and put it where `Files` finds it under `key`; how many bytes it has."""

    def discard(self) -> None: ...


class ExportFiles(Protocol):
    def begin(self, export_format: ExportFormat, columns: tuple[Column, ...]) -> OpenExportFile: ...
