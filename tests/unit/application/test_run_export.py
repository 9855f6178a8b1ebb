"""An export in slices: every row once, whatever dies between any two of its steps."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from csms.application import export_sources
from csms.application.ports import Ports
from csms.application.request_export import ExportRequest, cancel_export, request_export
from csms.application.run_export import run_export
from csms.domain import export_jobs
from csms.domain.errors import ConflictError
from csms.domain.export_jobs import ExportJob, ExportStatus
from csms.domain.exports import ExportFormat, ExportKind
from csms.domain.metering import Reading
from csms.domain.transactions import Transaction
from tests.support.fuse import Died, Fuse
from tests.support.world import World, world

SESSIONS = 11
ALL = {f"tx-{n:02d}" for n in range(SESSIONS)}


@pytest.fixture
def csms(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr(export_sources, "PAGE_SIZE", 2)
    with world() as made:
        for n in range(SESSIONS):
            made.ports.transactions.replace(session(n))
        yield made


def session(n: int, **members: Any) -> Transaction:
    return Transaction(
        id=f"tx-{n:02d}",
        station_key="cp-1",
        identity="CP-1",
        ocpp_transaction_id=str(n),
        ocpp_version="1.6",
        started_at=f"2026-02-01T{n:02d}:00:00.000Z",
        ended_at=f"2026-02-01T{n:02d}:30:00.000Z",
        has_start=True,
        begin=Reading(f"2026-02-01T{n:02d}:00:00.000Z", 1000.0),
        end=Reading(f"2026-02-01T{n:02d}:30:00.000Z", 1000.0 + n),
        **members,
    )


def ask(csms: World, **members: Any) -> ExportJob:
    wanted = ExportRequest(ExportKind.SESSIONS, ExportFormat.CSV, "2026-01-01T00:00:00.000Z")
    return request_export(csms.ports, replace(wanted, **members))


def pages(number: int) -> Callable[[], bool]:
    """A slice that has time for so many pages."""
    asked = count(1)
    return lambda: next(asked) >= number


def run(csms: World, ports: Ports, time_for: int = 2) -> None:
    """Every message that waits, each until it has been dealt with; a function that dies gets its message again."""
    while csms.queues.exports:
        export_id = csms.queues.exports[0]
        with csms.guard.running("export_job"):
            try:
                run_export(ports, export_id, pages(time_for))
            except Died:
                csms.forward(minutes=30)
                continue
        csms.queues.exports.remove(export_id)


def job_of(csms: World, job: ExportJob) -> ExportJob:
    stored = csms.ports.exports.get(job.id)
    assert stored is not None
    return stored


def rows(csms: World, job: ExportJob) -> list[dict[str, str]]:
    texts = [csms.files.kept[file.key].decode() for file in job_of(csms, job).files]
    return [row for text in texts for row in csv.DictReader(io.StringIO(text))]


def test_an_export_is_made_of_slices(csms: World) -> None:
    job = ask(csms)
    run(csms, csms.ports)
    done = job_of(csms, job)
    assert (done.status, done.rows, done.part_done) == (ExportStatus.DONE, SESSIONS, 1.0)
    assert [file.rows for file in done.files] == [4, 4, 3]
    written = rows(csms, job)
    assert [row["transaction_id"] for row in written] == sorted(ALL, reverse=True)
    assert written[0]["energy_wh"] == "10.0"
    assert written[0]["duration_s"] == "1800.0"
    assert done.bytes == sum(len(csms.files.kept[file.key]) for file in done.files)


def test_the_end_is_excluded_and_the_start_is_not(csms: World) -> None:
    job = ask(csms, starts_at="2026-02-01T03:00:00.000Z", ends_at="2026-02-01T06:00:00.000Z")
    run(csms, csms.ports)
    assert [row["transaction_id"] for row in rows(csms, job)] == ["tx-05", "tx-04", "tx-03"]


def test_no_rows_are_a_file_with_a_header(csms: World) -> None:
    job = ask(csms, token_key="another")
    run(csms, csms.ports)
    [file] = job_of(csms, job).files
    assert csms.files.kept[file.key].startswith(b"transaction_id,station,")
    assert job_of(csms, job).rows == 0


class Fused:
    """Any port: each of its calls is a step; so are those of the files it opens."""

    def __init__(self, inner: Any, fuse: Fuse, *names: str) -> None:
        self._inner, self._fuse, self._names = inner, fuse, names

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._inner, name)
        if name == "begin":
            return lambda *args: Fused(member(*args), self._fuse, "keep")
        return (lambda *args: self._fuse.step(member, *args)) if name in self._names else member


def fused(ports: Ports, fuse: Fuse) -> Ports:
    return replace(
        ports,
        exports=Fused(ports.exports, fuse, "get", "save"),
        export_files=Fused(ports.export_files, fuse),
        transactions=Fused(ports.transactions, fuse, "page"),
        queues=Fused(ports.queues, fuse, "request_export"),
    )


@pytest.mark.parametrize("before", [True, False])
def test_a_function_that_dies_anywhere_neither_loses_nor_doubles_a_row(csms: World, before: bool) -> None:
    for at in count(1):
        fuse = Fuse(at, before)
        job = ask(csms)
        run(csms, fused(csms.ports, fuse))
        assert job_of(csms, job).status is ExportStatus.DONE
        assert sorted(row["transaction_id"] for row in rows(csms, job)) == sorted(ALL), f"step {at}"
        if fuse.steps < at:
            break
    assert at > 15


def test_a_message_that_comes_twice_starts_no_second_slice(csms: World) -> None:
    job = ask(csms)

    class Twice:
        """In the middle of a slice the same message is read elsewhere."""

        def page(self, *args: Any) -> Any:
            run_export(csms.ports, job.id, pages(9))
            return csms.ports.transactions.page(*args)

    with csms.guard.running("export_job"):
        run_export(replace(csms.ports, transactions=Twice()), job.id, pages(2))  # type: ignore[arg-type]
    assert [file.rows for file in job_of(csms, job).files] == [4]


def test_what_fails_again_and_again_has_failed(csms: World) -> None:
    job = ask(csms)

    class Broken:
        def page(self, *_: Any) -> Any:
            raise Died

    broken = replace(csms.ports, transactions=Broken())  # type: ignore[arg-type]
    run(csms, broken)
    failed = job_of(csms, job)
    assert (failed.status, failed.files) == (ExportStatus.FAILED, ())
    assert failed.error == "given up after 3 attempts at the same place"


def test_an_export_that_is_called_off_leaves_no_file(csms: World) -> None:
    job = ask(csms)

    class CalledOff:
        """While the second slice writes its file."""

        def page(self, *args: Any) -> Any:
            if job_of(csms, job).files and not job_of(csms, job).ended:
                cancel_export(csms.ports, job.id)
            return csms.ports.transactions.page(*args)

    run(csms, replace(csms.ports, transactions=CalledOff()))  # type: ignore[arg-type]
    assert job_of(csms, job).status is ExportStatus.CANCELLED
    assert csms.files.kept == {}
    with pytest.raises(ConflictError, match="cancelled already"):
        cancel_export(csms.ports, job.id)


def test_whoever_looks_sees_how_far_a_long_slice_is(csms: World) -> None:
    job = ask(csms, starts_at="2026-02-01T00:00:00.000Z", ends_at="2026-02-01T10:00:00.001Z")
    seen: list[tuple[int, float]] = []

    class Slow:
        def page(self, *args: Any) -> Any:
            csms.forward(seconds=20)
            seen.append((job_of(csms, job).rows, job_of(csms, job).part_done))
            return csms.ports.transactions.page(*args)

    slow = replace(csms.ports, transactions=Slow())  # type: ignore[arg-type]
    run(csms, slow, time_for=99)
    assert seen == [(0, 0.0), (2, 0.1), (4, 0.3), (6, 0.5), (8, 0.7), (10, 0.9)]
    assert job_of(csms, job).files[0].rows == SESSIONS


def test_a_file_holds_no_more_than_a_spreadsheet_takes(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csms.application.run_export.MAX_FILE_ROWS", 6)
    job = ask(csms)
    run(csms, csms.ports, time_for=99)
    assert [file.rows for file in job_of(csms, job).files] == [6, 5]


def test_more_files_than_a_job_can_name_are_too_many(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "MAX_FILES", 2)
    job = ask(csms)
    run(csms, csms.ports)
    assert job_of(csms, job).error == "more than 2 files: ask for a shorter time"
