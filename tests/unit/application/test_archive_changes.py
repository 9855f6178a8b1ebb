"""What ended goes into the archive, whole, at least once, and without anybody's token."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from csms.adapters.firehose_archive import FirehoseArchive, NotArchivedError
from csms.application.archive_changes import archive_report, archive_session
from csms.application.ports import Change, StationEvent
from csms.domain.archive import ARCHIVED, KNOWN_BY, ArchiveKind, without_tokens
from csms.domain.stations import OcppVersion
from tests.support.permissions import Guard
from tests.support.world import World, world


@dataclass
class FakeArchive:
    guard: Guard
    kept: list[tuple[ArchiveKind, dict[str, Any]]] = field(default_factory=list)

    def put(self, kind: ArchiveKind, records: list[dict[str, Any]]) -> None:
        self.guard.archive()
        self.kept += [(kind, record) for record in records]

    def of(self, kind: ArchiveKind) -> dict[tuple[Any, ...], dict[str, Any]]:
        """As a reader finds them: the last of those that are the same."""
        return {tuple(r[name] for name in KNOWN_BY[kind]): r for found, r in self.kept if found is kind}


@pytest.fixture
def csms() -> Iterator[World]:
    with world() as made:
        made.ports = replace(made.ports, archive=FakeArchive(made.guard))
        yield made


def archive_of(csms: World) -> FakeArchive:
    archive = csms.ports.archive
    assert isinstance(archive, FakeArchive)
    return archive


def session(csms: World, ended: bool = True) -> None:
    csms.register()
    csms.token("SECRET-TAG")
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    start = {"connectorId": 1, "idTag": "SECRET-TAG", "meterStart": 0, "timestamp": charger.now()}
    number = charger.ask("StartTransaction", start)["transactionId"]
    for register in (1000, 2000):
        csms.forward(minutes=10)
        value = {"timestamp": charger.now(), "sampledValue": [{"value": str(register)}]}
        charger.ask("MeterValues", {"connectorId": 1, "transactionId": number, "meterValue": [value]})
    if ended:
        stop = {"transactionId": number, "idTag": "SECRET-TAG", "meterStop": 2500, "timestamp": charger.now()}
        charger.ask("StopTransaction", stop)


def change(csms: World, old: Any = None) -> Change:
    [transaction] = csms.transactions()
    return Change("transactions", (transaction.id,), old, transaction, "1", csms.moment)


def archive(csms: World, what: Change) -> None:
    with csms.guard.running("table_changes"):
        archive_session(csms.ports, what)


def test_an_ended_session_goes_with_its_values_and_messages(csms: World) -> None:
    session(csms)
    archive(csms, change(csms))
    kept = archive_of(csms)
    [(_, ended)] = kept.of(ArchiveKind.SESSIONS).items()
    assert (ended["station"], ended["energy_wh"], ended["integrity"]) == ("CP-1", 2500.0, "billable")
    assert [r["value"] for r in kept.of(ArchiveKind.METER_VALUES).values()] == [1000.0, 2000.0]
    kinds = sorted(r["type"] for r in kept.of(ArchiveKind.MESSAGES).values())
    assert kinds == ["ended", "meter_values", "meter_values", "started"]
    assert "SECRET-TAG" not in json.dumps(kept.kept)
    assert "meterStop" in json.dumps(kept.kept), "all else is there"
    for kind, record in kept.kept:
        assert list(record) == [column.name for column in ARCHIVED[kind]]


def test_what_comes_twice_is_known_to_be_the_same(csms: World) -> None:
    session(csms)
    archive(csms, change(csms))
    once = {kind: archive_of(csms).of(kind) for kind in ArchiveKind}
    archive(csms, change(csms))
    assert {kind: archive_of(csms).of(kind) for kind in ArchiveKind} == once


def test_a_running_session_waits_and_an_unchanged_one_is_not_kept_again(csms: World) -> None:
    session(csms, ended=False)
    archive_of(csms).kept.clear()
    archive(csms, change(csms))
    assert archive_of(csms).kept == []
    [running] = csms.transactions()
    ended = replace(running, ended_at=running.started_at)
    archive(csms, replace(change(csms), old=ended, new=ended))
    assert archive_of(csms).kept == []


def test_what_a_station_reports_is_kept_once(csms: World) -> None:
    csms.register()
    report = StationEvent("e1", "DataTransfer", "2026-03-01T12:00:00.000Z", {"idToken": {"idToken": "T"}, "data": "d"})
    made = Change("station-events", ("cp-1", "e1"), None, report, "1", csms.moment)
    with csms.guard.running("table_changes"):
        archive_report(csms.ports, made)
        archive_report(csms.ports, replace(made, old=report))
    [(kind, record)] = archive_of(csms).kept
    assert (kind, record["station"], record["payload_json"]) == (ArchiveKind.MESSAGES, "CP-1", '{"data":"d"}')


def test_without_an_archive_nothing_is_read_for_it(csms: World) -> None:
    session(csms)
    csms.ports = replace(csms.ports, archive=None)
    what = change(csms)
    csms.requests.clear()
    archive(csms, what)
    assert csms.requests == []


def frames(csms: World) -> list[tuple[str, ...]]:
    kept = archive_of(csms).of(ArchiveKind.FRAMES).values()
    names = ("direction", "kind", "action", "error_code", "payload_json")
    return [tuple(record[name] for name in names) for record in kept]


def test_all_that_a_station_says_is_archived_with_its_answer(csms: World) -> None:
    csms.register()
    csms.token("SECRET-TAG")
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    charger.ask("Authorize", {"idTag": "SECRET-TAG"})
    charger.error("NoSuchAction", {"a": 1})
    charger.frame('[2,"broken SECRET-TAG')
    answers = [record for record in frames(csms) if record[0] == "out"]
    assert [(kind, action, code) for _, kind, action, code, _ in answers] == [
        ("callresult", "BootNotification", None), ("callresult", "Authorize", None),
        ("callerror", "NoSuchAction", "NotImplemented"), ("callerror", None, "FormationViolation"),
    ]  # fmt: skip
    assert frames(csms)[2:4] == [
        ("in", "call", "Authorize", None, "{}"),
        ("out", "callresult", "Authorize", None, '{"idTagInfo":{"status":"Accepted"}}'),
    ]
    assert ("in", "unreadable", None, None, None) in frames(csms)
    assert "SECRET-TAG" not in json.dumps(archive_of(csms).kept)


def test_our_calls_are_archived_with_their_answers_and_without_a_password(csms: World) -> None:
    csms.register()
    charger = csms.connect(OcppVersion.V16)
    charger.boot()
    archive_of(csms).kept.clear()
    key = json.dumps({"key": "AuthorizationKey", "value": "0123456789abcdef0123"})
    for action, request, answer in (
        ("ClearCache", "{}", [3, "", {"status": "Accepted"}]),
        ("ChangeConfiguration", key, [4, "", "InternalError", "no", {"a": 1}]),
    ):
        message_id = csms.send("cp-1", action, request).message_id
        charger.frame(json.dumps([answer[0], message_id, *answer[2:]]))
    csms.react()
    csms.react()
    assert [record[:4] for record in frames(csms)] == [
        ("out", "call", "ClearCache", None),
        ("in", "callresult", "ClearCache", None),
        ("out", "call", "ChangeConfiguration", None),
        ("in", "callerror", "ChangeConfiguration", "InternalError"),
    ]
    assert "0123456789abcdef0123" not in json.dumps(archive_of(csms).kept)


def test_no_station_waits_for_an_archive_that_fails(csms: World, monkeypatch: pytest.MonkeyPatch) -> None:
    csms.register()
    charger = csms.connect(OcppVersion.V16)

    def broken(*_: object) -> None:
        raise NotArchivedError("1 record")

    monkeypatch.setattr(FakeArchive, "put", broken)
    charger.boot()


@pytest.mark.parametrize(
    "payload",
    [
        {"idTag": "T", "n": 1},
        {"idToken": {"idToken": "T", "type": "ISO14443", "additionalInfo": [{"additionalIdToken": "T"}]}, "n": 1},
        {"n": 1, "groupIdToken": {"idToken": "T"}, "certificate": "T"},
        {"n": 1, "IDTAG": "T", "parentIdTag": "T"},
    ],
)
def test_nobody_is_named_in_a_message(payload: dict[str, Any]) -> None:
    assert without_tokens(payload) == {"n": 1}
    assert without_tokens([{"transactionData": [payload]}]) == [{"transactionData": [{"n": 1}]}]


class Firehose:
    """Takes none of the records that it has not seen `refusals` times."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.batches = refusals, list[tuple[str, list[bytes]]]()

    def put_record_batch(self, DeliveryStreamName: str, Records: list[dict[str, bytes]]) -> Any:
        self.batches.append((DeliveryStreamName, [record["Data"] for record in Records]))
        refused = len(self.batches) <= self.refusals
        answers = [
            {"ErrorCode": "ServiceUnavailable"} if refused and (n or len(Records) == 1) else {}
            for n in range(len(Records))
        ]
        return {"RequestResponses": answers}


def firehose_archive(firehose: Firehose) -> FirehoseArchive:
    made = FirehoseArchive("csms-archive", sleep=lambda _: None)
    made._client = firehose
    return made


def test_only_what_firehose_did_not_take_is_sent_again() -> None:
    firehose = Firehose(refusals=1)
    firehose_archive(firehose).put(ArchiveKind.METER_VALUES, [{"n": n} for n in range(3)])
    lines = [b'{"n":0}\n', b'{"n":1}\n', b'{"n":2}\n']
    assert firehose.batches == [("csms-archive-meter-values", lines), ("csms-archive-meter-values", lines[1:])]


def test_a_batch_is_no_larger_than_firehose_takes() -> None:
    firehose = Firehose(refusals=0)
    firehose_archive(firehose).put(ArchiveKind.MESSAGES, [{"n": n} for n in range(1001)] + [{"x": "y" * 3_999_990}])
    assert [len(lines) for _, lines in firehose.batches] == [500, 500, 1, 1]


def test_what_is_never_taken_is_an_error() -> None:
    with pytest.raises(NotArchivedError):
        firehose_archive(Firehose(refusals=9)).put(ArchiveKind.SESSIONS, [{"n": 0}, {"n": 1}])
