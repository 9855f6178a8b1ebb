"""The files of exports: written on the function's own disk, then put into the bucket."""

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from csms.adapters.exports.csv_file import CsvFile
from csms.adapters.exports.json_lines_file import JsonLinesFile
from csms.domain.exports import Column, ExportFormat, Row

Put = Callable[[Path, str], None]


class _Writer(Protocol):
    def add(self, rows: Iterable[Row]) -> None: ...
    def size_bytes(self) -> int: ...
    def close(self) -> None: ...


class DiskExportFile:
    def __init__(self, path: Path, writer: _Writer, put: Put) -> None:
        self._path, self._writer, self._put = path, writer, put

    def add(self, rows: Iterable[Row]) -> None:
        self._writer.add(rows)

    def size_bytes(self) -> int:
        return self._writer.size_bytes()

    def keep(self, key: str) -> int:
        self._writer.close()
        self._put(self._path, key)
        return self._path.stat().st_size

    def discard(self) -> None:
        self._writer.close()
        self._path.unlink(missing_ok=True)


class DiskExportFiles:
    """`put` uploads a file under a key."""

    def __init__(self, put: Put) -> None:
        self._put = put

    def begin(self, export_format: ExportFormat, columns: tuple[Column, ...]) -> DiskExportFile:
        handle, name = tempfile.mkstemp(prefix="export-", suffix=f".{export_format}")
        os.close(handle)
        path = Path(name)
        return DiskExportFile(path, _writer(path, export_format, columns), self._put)


def _writer(path: Path, export_format: ExportFormat, columns: tuple[Column, ...]) -> _Writer:
    if export_format is ExportFormat.CSV:
        return CsvFile(path, columns)
    if export_format is ExportFormat.JSONL:
        return JsonLinesFile(path)
    # Only the function that writes exports has its library.
    from csms.adapters.exports.parquet_file import ParquetFile

    return ParquetFile(path, columns)
