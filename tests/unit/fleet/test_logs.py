"""GetLog and GetDiagnostics: what happened, put where the CSMS wants it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.fleet.logbook import Logbook
from infra.local.fleet.station import Station

from .csms import ACCEPTED, Csms
from .file_server import FileServer, file_server
from .management_words import in_future
from .words import Words

IS_1_6 = pytest.mark.parametrize("version", ["1.6"], indirect=True)


@pytest.fixture
def files() -> Iterator[FileServer]:
    with file_server() as server:
        yield server


async def test_uploads_what_it_did(station: Station, csms: Csms, words: Words, files: FileServer) -> None:
    answer = await words.get_log(f"{files.url}/bucket/key?signature=1")
    assert answer["status"] == "Accepted"
    assert answer["filename"].startswith("CP_1__-diagnostics-")
    assert await csms.until(lambda: words.log_statuses() == ["Uploading", "Uploaded"])
    assert files.requests == [("PUT", "/bucket/key?signature=1")]
    assert b"boot Accepted" in files.files["/bucket/key"]
    await csms.call(words.extended_trigger, {"requestedMessage": "LogStatusNotification"})
    await csms.expect("LogStatusNotification", status="Idle")


async def test_uploads_security_events_apart(station: Station, csms: Csms, words: Words, files: FileServer) -> None:
    assert await words.get_log(f"{files.url}/", "SecurityLog") == {"status": "Rejected"}
    station.security_event("TamperDetectionActivated", "door")
    answer = await words.get_log(f"{files.url}/", "SecurityLog")
    assert await csms.until(lambda: words.log_statuses() == ["Uploading", "Uploaded"])
    [line] = files.files[f"/{answer['filename']}"].decode().splitlines()
    assert line.endswith("TamperDetectionActivated door")


@pytest.mark.parametrize(
    ("http_status", "status"),
    [(500, "UploadFailure"), (403, "PermissionDenied"), (400, "BadMessage"), (405, "NotSupportedOperation")],
)
async def test_says_why_an_upload_failed(
    station: Station, csms: Csms, words: Words, files: FileServer, http_status: int, status: str
) -> None:
    files.failures = [http_status] * 3
    await words.get_log(f"{files.url}/key")
    assert await csms.until(lambda: words.log_statuses() == ["Uploading", status])
    assert len(files.requests) == (2 if words.is_1_6 else 3)


async def test_a_second_request_cancels_the_first(
    station: Station, csms: Csms, words: Words, files: FileServer
) -> None:
    assert (await words.get_log("http://127.0.0.1:1/nowhere", request_id=1, retry_interval_s=60))[
        "status"
    ] == "Accepted"
    assert await csms.until(lambda: words.log_statuses(1) == ["Uploading"])
    assert (await words.get_log(f"{files.url}/key", request_id=2))["status"] == "AcceptedCanceled"
    assert await csms.until(lambda: words.log_statuses(2) == ["Uploading", "Uploaded"])
    assert words.log_statuses(1) == ["Uploading"] + ([] if words.is_1_6 else ["AcceptedCanceled"])


async def test_only_of_the_time_asked_for(station: Station, words: Words, files: FileServer) -> None:
    later = await words.get_log(f"{files.url}/key", oldestTimestamp=in_future(60))
    assert later == {"status": "Rejected"}
    earlier = await words.get_log(f"{files.url}/key", latestTimestamp=in_future(-60))
    assert earlier == {"status": "Rejected"}


@IS_1_6
async def test_diagnostics_as_of_old(station: Station, csms: Csms, files: FileServer) -> None:
    answer = await csms.call("GetDiagnostics", {"location": f"{files.url}/logs/"})
    await csms.expect("DiagnosticsStatusNotification", status="Uploaded")
    assert f"/logs/{answer['fileName']}" in files.files
    files.failures = [403]
    await csms.call("GetDiagnostics", {"location": f"{files.url}/logs/", "retries": 0})
    await csms.expect("DiagnosticsStatusNotification", status="UploadFailed")
    nothing = {"location": f"{files.url}/logs/", "startTime": in_future(60)}
    assert await csms.call("GetDiagnostics", nothing) == {}
    assert await csms.call("TriggerMessage", {"requestedMessage": "DiagnosticsStatusNotification"}) == ACCEPTED
    await csms.expect("DiagnosticsStatusNotification", status="Idle")


def test_the_logbook_forgets_the_oldest() -> None:
    book, start = Logbook(), datetime(2026, 1, 1, tzinfo=UTC)
    for second in range(2001):
        book.write(start + timedelta(seconds=second), f"entry {second}")
    lines = book.text(until=start + timedelta(seconds=2)).splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == ["entry 1", "entry 2"]
