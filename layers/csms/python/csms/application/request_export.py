"""An operator asks for an export, follows it, and may call it off."""

from dataclasses import dataclass

from csms.application.ports import EventFilter, Ports, TransactionFilter
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError, InvalidError, NotFoundError
from csms.domain.export_jobs import ExportJob, ExportStatus, finished
from csms.domain.exports import BEGINNING, ExportFormat, ExportKind


@dataclass(frozen=True)
class ExportRequest:
    """`ends_at` is excluded, and now unless said otherwise."""

    kind: ExportKind
    format: ExportFormat
    starts_at: str
    ends_at: str | None = None
    site_id: str | None = None
    station_key: str | None = None
    token_key: str | None = None
    group_key: str | None = None
    requested_by: str | None = None


def request_export(ports: Ports, wanted: ExportRequest) -> ExportJob:
    """Raises InvalidError for a time that ends before it starts or starts before BEGINNING, for a filter that the
    kind has no column for, and for a site or station that is unknown and of which nothing is left."""
    now = clock.to_text(ports.now())
    ends_at = wanted.ends_at or now
    if ends_at <= wanted.starts_at:
        raise InvalidError("the time must end after it starts", "to" if wanted.ends_at else "from")
    if wanted.starts_at < BEGINNING:
        raise InvalidError(f"the time must start at {BEGINNING} or later", "from")
    if wanted.token_key and wanted.kind in (ExportKind.EVENTS, ExportKind.USAGE):
        raise InvalidError(f"{wanted.kind} are not kept by token: leave it out", "token")
    if wanted.group_key and wanted.kind is not ExportKind.CDRS:
        raise InvalidError("only cdrs are kept by group: leave it out", "group")
    _refuse_unknown(ports, wanted)
    members = {**wanted.__dict__, "ends_at": ends_at}
    job = ExportJob(id=ports.new_id(), created_at=now, **members)
    # First the work and then the job: whatever dies in between, no job waits for ever.
    ports.queues.request_export(job.id)
    return ports.exports.save(job)


def _refuse_unknown(ports: Ports, wanted: ExportRequest) -> None:
    """A deleted one still has its past; a name that never was is a slip of the pen, not an empty file."""
    site_id, station_key = wanted.site_id, wanted.station_key
    if site_id and ports.sites.get(site_id) is None and not _has_sessions(ports, TransactionFilter(site_id=site_id)):
        raise InvalidError(f"there is no site {site_id}, and nothing is left of one", "site")
    if station_key is None or ports.stations.get(station_key) is not None:
        return
    told = ports.events.page(EventFilter(station_key), 1, None).items
    if not told and not _has_sessions(ports, TransactionFilter(station_key)):
        raise InvalidError("there is no such station, and nothing is left of one", "station")


def _has_sessions(ports: Ports, wanted: TransactionFilter) -> bool:
    return bool(ports.transactions.page(wanted, 1, None).items)


def find_export(ports: Ports, export_id: str) -> ExportJob:
    job = ports.exports.get(export_id)
    if job is None:
        raise NotFoundError(f"there is no export {export_id}")
    return job


def cancel_export(ports: Ports, export_id: str) -> ExportJob:
    """Its files are removed; raises ConflictError where it has ended."""
    while True:
        job = find_export(ports, export_id)
        try:
            cancelled = ports.exports.save(finished(job, ExportStatus.CANCELLED, ports.now()))
        except ConcurrentChangeError:
            continue
        for file in job.files:
            ports.files.remove(file.key)
        return cancelled
