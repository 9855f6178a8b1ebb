"""Exports of many sessions: rows a second, memory and size, and every file read back and compared.

The source makes sessions as it is asked for them; all else is what runs in the export function. Each size and format
runs in a process of its own, so that its peak is its own.
"""

import argparse
import csv
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from csms.adapters.exports import DiskExportFiles
from csms.application import export_sources
from csms.application.export_sources import Batch
from csms.application.ports import Ports
from csms.application.run_export import run_export
from csms.domain import clock
from csms.domain.export_jobs import ExportJob
from csms.domain.export_rows import session_row
from csms.domain.exports import ExportFormat, ExportKind
from csms.domain.metering import Reading
from csms.domain.transactions import Transaction

_START, _PAGE = datetime(2026, 1, 1, tzinfo=UTC), 100


def session(n: int) -> Transaction:
    started = _START + timedelta(seconds=30 * n)
    begin, end = clock.to_text(started), clock.to_text(started + timedelta(minutes=45))
    return Transaction(
        id=f"00000000-0000-5000-8000-{n:012x}",
        station_key=f"cp-{n % 10_000}",
        identity=f"CP-{n % 10_000}",
        site_id=f"site-{n % 100}",
        ocpp_transaction_id=str(n),
        ocpp_version="2.0.1",
        evse=n % 2 + 1,
        connector=1,
        token=f"{n % 5000:08X}",
        token_type="ISO14443",
        started_at=begin,
        ended_at=end,
        stop_reason="EVDisconnected",
        has_start=True,
        begin=Reading(begin, float(n)),
        end=Reading(end, n + 7_000.5),
    )


class Store:
    """The one job."""

    def __init__(self, job: ExportJob) -> None:
        self.job = job

    def get(self, _: str) -> ExportJob:
        return self.job

    def save(self, job: ExportJob) -> ExportJob:
        self.job = replace(job, version=job.version + 1)
        return self.job


class Queues:
    def __init__(self) -> None:
        self.asked = 1

    def request_export(self, _: str) -> None:
        self.asked += 1


@dataclass(frozen=True)
class _BenchPorts:
    exports: Store
    export_files: DiskExportFiles
    queues: Queues

    def now(self) -> datetime:
        return datetime.now(UTC)


def measure(rows: int, export_format: ExportFormat, directory: Path) -> str:
    """One line of the table."""
    export_sources.SOURCES[ExportKind.SESSIONS] = lambda _ports, _job, cursor: _page(rows, int(cursor or 0))
    job = ExportJob("bench", ExportKind.SESSIONS, export_format, clock.to_text(_START), "9999", clock.to_text(_START))
    ports = _BenchPorts(Store(job), DiskExportFiles(lambda path, key: _move(path, directory / key)), Queues())
    began, before_mb = time.perf_counter(), _peak_mb()
    done = 0
    while done < ports.queues.asked:
        done += 1
        run_export(_as_ports(ports), "bench", lambda: False)
    elapsed, peak_mb = time.perf_counter() - began, _peak_mb()
    files = [directory / file.key for file in ports.exports.job.files]
    size_mb = sum(file.stat().st_size for file in files) / 1e6
    verdict = "same" if _same(files, rows, export_format) else "DIFFERENT"
    speed, more_mb = rows / elapsed, peak_mb - before_mb
    return (
        f"{export_format:<8}{rows:>10}{len(files):>7}{elapsed:>9.1f}{speed:>10.0f}"
        f"{peak_mb:>10.0f}{more_mb:>8.0f}{size_mb:>9.1f}  {verdict}"
    )


def _page(rows: int, first: int) -> Batch:
    last = min(first + _PAGE, rows)
    found = [session_row(session(n)) for n in range(first, last)]
    return Batch(found, str(last) if last < rows else None, None)


def _as_ports(ports: Any) -> Ports:
    return ports  # type: ignore[no-any-return]


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _same(files: list[Path], rows: int, export_format: ExportFormat) -> bool:
    """Every row, in order, by a reader that knows nothing of the writer."""
    read = _csv_rows(files) if export_format is ExportFormat.CSV else _parquet_rows(files)
    wanted = (_shown(dict(session_row(session(n)))) for n in range(rows))
    return all(found == expected for found, expected in zip(read, wanted, strict=True))


def _csv_rows(files: list[Path]) -> Iterator[dict[str, str]]:
    for file in files:
        with file.open(encoding="utf-8", newline="") as text:
            yield from csv.DictReader(text)


def _parquet_rows(files: list[Path]) -> Iterator[dict[str, str]]:
    for file in files:
        for batch in pq.ParquetFile(file).iter_batches(10_000):
            for row in batch.to_pylist():
                yield _shown(row)


def _shown(row: dict[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return clock.to_text(value) if isinstance(value, datetime) else str(value)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--format", type=ExportFormat)
    options = parser.parse_args()
    if options.format:
        with tempfile.TemporaryDirectory() as directory:
            print(measure(options.rows, options.format, Path(directory)), flush=True)
        return
    print("format        rows  files  seconds    rows/s   peak MB    more  file MB  read back", flush=True)
    for rows in (options.rows // 10, options.rows):
        for export_format in (ExportFormat.CSV, ExportFormat.PARQUET):
            command = [sys.executable, "-m", "tests.bench.exports", "--rows", str(rows), "--format", export_format]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
