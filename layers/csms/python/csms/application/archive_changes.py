"""Reactors: what has ended or was reported goes into the archive, where there is one.

A session goes with its meter values and messages when it ends, and again when it is corrected afterwards.
"""

from csms.application.ports import Change, Ports
from csms.application.read_evidence import read_events, samples_of
from csms.domain.archive import ArchiveKind, archived_message, archived_sample, archived_session


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
