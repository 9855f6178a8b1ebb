"""A station is to upload its diagnostics or its security log: to us or to the operator, and what is kept of it."""

from dataclasses import dataclass

from csms.application.ports import Ports
from csms.application.transfer_urls import Tries, begun
from csms.domain.file_locations import check_location
from csms.domain.ids import number_of
from csms.domain.operations import GetDiagnostics, GetLog
from csms.domain.stations import OcppVersion, Station
from csms.domain.transfers import Transfer, TransferKind

DIAGNOSTICS = "diagnostics"


@dataclass(frozen=True)
class LogWish:
    """`log_type` is `diagnostics` or `security`; None asks with 1.6's GetDiagnostics, which is a log in 2.x.

    Times are stored ones. Without a location we keep the file.
    """

    log_type: str | None = None
    location: str | None = None
    oldest_at: str | None = None
    latest_at: str | None = None


def request_log(
    ports: Ports, station: Station, message_id: str, wish: LogWish, tries: Tries
) -> tuple[GetDiagnostics | GetLog, Transfer]:
    """What to ask for and what to keep. Raises InvalidError."""
    file_key = None if wish.location else f"uploads/{message_id}"
    location = wish.location or _ours(ports, file_key or "", tries)
    check_location(location, "location")
    classic = wish.log_type is None and station.ocpp_version is OcppVersion.V16
    kept = Transfer(
        **begun(ports, station, message_id, location),
        kind=TransferKind.DIAGNOSTICS if classic else TransferKind.LOG,
        request_id=None if classic else number_of(message_id),
        file_key=file_key,
        log_type=wish.log_type or DIAGNOSTICS,
    )
    times = (wish.oldest_at, wish.latest_at, tries.retries, tries.retry_interval_s)
    if kept.request_id is None:
        return GetDiagnostics(location, *times), kept
    return GetLog(kept.log_type or DIAGNOSTICS, kept.request_id, location, *times), kept


def _ours(ports: Ports, file_key: str, tries: Tries) -> str:
    return ports.files.upload_url(file_key, tries.life_of_url(ports.now(), None, "retries"))
