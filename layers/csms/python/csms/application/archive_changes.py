"""Reactors: what has ended, was reported or was sent goes into the archive, where there is one.

A session goes with its meter values and messages when it ends, and again when it is corrected afterwards.
"""

import json
from collections.abc import Iterator

from csms.application.ports import Change, Ports
from csms.application.read_evidence import read_events, samples_of
from csms.domain import secrets
from csms.domain.archive import (
    ArchiveKind,
    Direction,
    Frame,
    FrameKind,
    archived_frame,
    archived_message,
    archived_sample,
    archived_session,
)
from csms.domain.commands import Command


def archive_session(ports: Ports, change: Change) -> None:
    transaction = change.new
    if ports.archive is None or transaction is None or transaction.open:
        return
    if change.old is not None and archived_session(change.old) == archived_session(transaction):
        return
    events = read_events(ports, transaction.id)
    samples = [archived_sample(transaction, sample) for sample in samples_of(events)]
    messages = [
        archived_message(
            f"{transaction.id}/{event['key']}",
            transaction.identity,
            event["kind"],
            event["occurred_at"],
            event["payload"],
            transaction.id,
        )
        for event in reversed(events)
    ]
    ports.archive.put(ArchiveKind.METER_VALUES, samples)
    ports.archive.put(ArchiveKind.MESSAGES, messages)
    # Last: whoever finds a session finds all of it.
    ports.archive.put(ArchiveKind.SESSIONS, [archived_session(transaction)])


def archive_report(ports: Ports, change: Change) -> None:
    """What a station reports beside sessions; not its raw frame, which may name a driver in any place."""
    if ports.archive is None or change.new is None or change.old is not None:
        return
    station_key, _ = change.key
    station = ports.stations.get(station_key)
    report = change.new
    identity = station.identity if station else station_key
    record = archived_message(report.id, identity, report.type, report.occurred_at, report.payload)
    ports.archive.put(ArchiveKind.MESSAGES, [record])


def archive_command(ports: Ports, change: Change) -> None:
    """Our CALL each time that it is sent, and what the station answered."""
    if ports.archive is None or change.new is None:
        return
    station = ports.stations.get(change.new.station_key)
    identity = station.identity if station else change.new.station_key
    frames = [archived_frame(frame) for frame in _frames(change.old, change.new, identity)]
    if frames:
        ports.archive.put(ArchiveKind.FRAMES, frames)


def _frames(old: Command | None, new: Command, identity: str) -> Iterator[Frame]:
    key, name = new.station_key, new.message_id
    if new.sent_at and (old is None or old.sent_at != new.sent_at):
        request = json.loads(secrets.shown(new.action, new.request))
        yield Frame(key, identity, Direction.OUT, FrameKind.CALL, new.sent_at, name, new.action, request)
    if old is not None and (old.response, old.error) == (new.response, new.error):
        return
    at = new.finished_at or new.created_at
    if new.error is not None:
        code, details = new.error.get("code"), new.error.get("details")
        yield Frame(key, identity, Direction.IN, FrameKind.CALLERROR, at, name, new.action, details, code)
    elif new.response is not None:
        yield Frame(key, identity, Direction.IN, FrameKind.CALLRESULT, at, name, new.action, new.response)
