"""Where the rows of each kind of export come from, page by page; a cursor says all that a later slice must know.

All are read from the newest back to the oldest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from csms.application.driver_data import DRIVER_DATA
from csms.application.list_cdrs import fits
from csms.application.ports import CdrFilter, EventFilter, Page, Ports, TransactionFilter
from csms.application.read_evidence import read_samples
from csms.domain import clock
from csms.domain.export_jobs import ExportJob
from csms.domain.export_rows import event_row, sample_row, session_row
from csms.domain.exports import ExportKind, Row
from csms.domain.money_rows import cdr_row, day_of, usage_rows
from csms.domain.stations import Station
from csms.domain.transactions import Transaction
from csms.domain.usage import amounts

PAGE_SIZE = 100
# A session's samples are read at once.
_SESSIONS_WITH_SAMPLES = 10
_STATIONS_WITH_HOURS = 20
# Sorts after every connector of a day.
_LAST = "#~"
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


def _events(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    wanted = EventFilter(station_key=job.station_key, recorded_from=job.starts_at, recorded_to=job.ends_at)
    page = ports.events.page(wanted, PAGE_SIZE, cursor)
    fitting = [e for e in page.items if e.recorded_at < job.ends_at and job.site_id in (None, e.site_id)]
    reached = page.items[-1].recorded_at if page.items else None
    return Batch([event_row(event) for event in fitting], page.next_cursor, reached)


def _usage(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    """Station after station, each with all of its hours."""
    page = _stations(ports, job, cursor)
    rows: list[Row] = []
    for station in page.items:
        days = ports.usage.between(amounts.station(station.key), day_of(job.starts_at), day_of(job.ends_at) + _LAST)
        hours = (row for period, sums in reversed(days) for row in usage_rows(station, period, sums))
        rows += [row for row in hours if job.starts_at <= row["hour"] < job.ends_at]
    return Batch(rows, page.next_cursor)


def _stations(ports: Ports, job: ExportJob, cursor: str | None) -> Page[Station]:
    if job.station_key:
        station = ports.stations.get(job.station_key)
        return Page([station] if station else [])
    page = ports.stations.page(_STATIONS_WITH_HOURS, cursor)
    return Page([found for found in page.items if job.site_id in (None, found.site_id)], page.next_cursor)


def _cdrs(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    wanted = CdrFilter(job.token_key, job.site_id, job.starts_at, job.ends_at, job.station_key, job.group_key)
    page = ports.cdrs.page(wanted, PAGE_SIZE, cursor)
    fitting = (record for record in page.items if record["last_updated"] < job.ends_at and fits(record, wanted))
    rows = [cdr_row(record) for record in fitting]
    return Batch(rows, page.next_cursor, page.items[-1]["last_updated"] if page.items else None)


def _driver_data(ports: Ports, job: ExportJob, cursor: str | None) -> Batch:
    """Kind after kind; the cursor is the kind's number and its own cursor."""
    number, inner = (int(cursor[0]), cursor[2:] or None) if cursor else (0, None)
    page = DRIVER_DATA[number](ports, job.token_key or "", inner)
    if page.next_cursor:
        return Batch(page.items, f"{number} {page.next_cursor}")
    following = number + 1
    return Batch(page.items, f"{following} " if following < len(DRIVER_DATA) else None)


SOURCES: dict[ExportKind, Source] = {
    ExportKind.DRIVER_DATA: _driver_data,
    ExportKind.SESSIONS: _sessions,
    ExportKind.METER_VALUES: _meter_values,
    ExportKind.EVENTS: _events,
    ExportKind.USAGE: _usage,
    ExportKind.CDRS: _cdrs,
}
