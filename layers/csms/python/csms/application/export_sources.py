"""Where the rows of each kind of export come from, page by page; a cursor says all that a later slice must know.

Sessions, and what hangs on them, are read from the newest back to the oldest.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta

from csms.application.ports import Ports, StationEvent, TransactionFilter
from csms.application.read_evidence import read_samples
from csms.domain import clock
from csms.domain.export_jobs import ExportJob
from csms.domain.export_rows import event_row, sample_row, session_row
from csms.domain.exports import ExportKind, Row
from csms.domain.stations import Station
from csms.domain.transactions import Transaction

PAGE_SIZE = 100
# A session's samples are read at once.
_SESSIONS_WITH_SAMPLES = 10
# Samples of a session that began before the time asked for may lie within it.
_LONGEST_SESSION = timedelta(days=7)


@dataclass(frozen=True)
class Batch:
    """No `next_cursor`: there is no more. `reached`: the time that the reading has come back to."""

    rows: list[Row]
    next_cursor: str | None
    reached: str | None = None


Source = Callable[[Ports, ExportJob, str | None], Batch]


def _sessions(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    found = _transactions(ports, job, job.starts_at, PAGE_SIZE, cursor)
    return Batch([session_row(transaction) for transaction in found.transactions], found.next_cursor, found.reached)


def _meter_values(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    since = clock.to_text(clock.parse_stored(job.starts_at) - _LONGEST_SESSION)
    found = _transactions(ports, job, since, _SESSIONS_WITH_SAMPLES, cursor)
    rows = [
        sample_row(transaction, sample)
        for transaction in found.transactions
        for sample in read_samples(ports, transaction.id)
        if job.starts_at <= sample.at < job.ends_at
    ]
    return Batch(rows, found.next_cursor, found.reached)


@dataclass(frozen=True)
class _Found:
    transactions: list[Transaction]
    next_cursor: str | None
    reached: str | None


def _transactions(ports: Ports, job: ExportJob, since: str, limit: int, cursor: str | None) -> _Found:
    wanted = TransactionFilter(
        station_key=job.station_key,
        token_key=job.token_key,
        site_id=job.site_id,
        started_from=since,
        started_to=job.ends_at,
    )
    page = ports.transactions.page(wanted, limit, cursor)
    before_the_end = [transaction for transaction in page.items if transaction.started_at < job.ends_at]
    return _Found(before_the_end, page.next_cursor, page.items[-1].started_at if page.items else None)


@dataclass(frozen=True)
class _Walk:
    """Through the events of station after station: those of this page still to read, and where the next page begins."""

    stations: tuple[str, ...]
    more_stations: str | None = None
    events: str | None = None

    def to_text(self) -> str | None:
        return json.dumps(asdict(self)) if self.stations or self.more_stations else None

    @classmethod
    def from_text(cls, text: str) -> "_Walk":
        members = json.loads(text)
        return cls(**{**members, "stations": tuple(members["stations"])})


def _events(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    walk = _Walk.from_text(cursor) if cursor else _begin_walk(ports, job, None)
    if not walk.stations:
        following = _begin_walk(ports, job, walk.more_stations) if walk.more_stations else walk
        return Batch([], following.to_text())
    [key, *others] = walk.stations
    station = ports.stations.get(key)
    page = ports.station_events.page(key, PAGE_SIZE, walk.events)
    rows = [event_row(station, event.__dict__) for event in _within(job, page.items)] if station else []
    rest = walk.stations if page.next_cursor else tuple(others)
    return Batch(rows, _Walk(rest, walk.more_stations, page.next_cursor).to_text())


def _begin_walk(ports: Ports, job: ExportJob, cursor: str | None) -> _Walk:
    if job.station_key:
        return _Walk((job.station_key,))
    page = ports.stations.page(PAGE_SIZE, cursor)
    return _Walk(tuple(station.key for station in page.items if _is_of(job.site_id, station)), page.next_cursor)


def _is_of(site_id: str | None, station: Station) -> bool:
    return site_id in (None, station.site_id)


def _within(job: ExportJob, events: Iterable[StationEvent]) -> list[StationEvent]:
    return [event for event in events if job.starts_at <= event.occurred_at < job.ends_at]


SOURCES: dict[ExportKind, Source] = {
    ExportKind.SESSIONS: _sessions,
    ExportKind.METER_VALUES: _meter_values,
    ExportKind.EVENTS: _events,
}
