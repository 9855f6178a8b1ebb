"""A station is asked to fetch firmware or to upload a log: where from or where to, and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from csms.application.ports import Ports
from csms.application.save_firmware import find_firmware
from csms.domain import clock
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.file_locations import check_location, shown_location
from csms.domain.firmware import Firmware, check_signature
from csms.domain.ids import number_of
from csms.domain.operations import GetDiagnostics, GetLog, UpdateFirmware
from csms.domain.stations import OcppVersion, Station
from csms.domain.transfers import Step, Transfer, TransferKind

# A URL of ours outlives the tries that it is made for by this.
SPARE = timedelta(hours=1)
MAX_LIFE = timedelta(days=7)  # of a presigned URL (AWS signature version 4)
SECURITY, DIAGNOSTICS = "security", "diagnostics"


@dataclass(frozen=True)
class Tries:
    """How often and how far apart a station tries; `until`: how long the command may wait for it."""

    retries: int | None = None
    retry_interval_s: int | None = None
    until: datetime | None = None

    def life_of_url(self, now: datetime, starts_at: datetime | None, field: str) -> int:
        """Seconds. Raises InvalidError where no URL lives that long."""
        first = max(now, starts_at or now, self.until or now)
        tries = timedelta(seconds=(self.retries or 0) * (self.retry_interval_s or 0))
        life = first - now + tries + SPARE
        if life > MAX_LIFE:
            raise InvalidError("a URL of ours lives seven days at most: start earlier, or give a location", field)
        return int(life.total_seconds())


@dataclass(frozen=True)
class FirmwareWish:
    """Either `firmware_id` or a `location` with its own signature. `signed` None: signed where there is a signature."""

    firmware_id: str | None = None
    location: str | None = None
    version: str | None = None
    signature: str | None = None
    signing_certificate: str | None = None
    signed: bool | None = None
    retrieve_at: datetime | None = None
    install_at: datetime | None = None


@dataclass(frozen=True)
class LogWish:
    """`log_type` None asks with 1.6's GetDiagnostics; times are stored ones. Without a location we keep the file."""

    log_type: str | None = None
    location: str | None = None
    oldest_at: str | None = None
    latest_at: str | None = None


def firmware_update(
    ports: Ports, station: Station, message_id: str, wish: FirmwareWish, tries: Tries
) -> tuple[UpdateFirmware, Transfer]:
    """What to ask for and what to keep.

    Raises NotFoundError, InvalidError, and ConflictError while the file has not been uploaded.
    """
    image = find_firmware(ports, wish.firmware_id) if wish.firmware_id else _foreign(wish)
    signed = image.signed if wish.signed is None else wish.signed
    if signed and not image.signed:
        raise InvalidError("this firmware has no signature", "signature" if wish.location else "signed")
    location, retrieve_at = wish.location or _ours(ports, image, wish, tries), wish.retrieve_at or ports.now()
    request_id = None if not signed and station.ocpp_version is OcppVersion.V16 else number_of(message_id)
    asked = UpdateFirmware(
        location=location,
        retrieve_at=clock.to_text(retrieve_at),
        install_at=clock.to_text(wish.install_at) if wish.install_at else None,
        request_id=request_id,
        signature=image.signature if signed else None,
        signing_certificate=image.signing_certificate if signed else None,
        retries=tries.retries,
        retry_interval_s=tries.retry_interval_s,
    )
    kept = Transfer(
        **_begun(ports, station, message_id, location),
        kind=TransferKind.FIRMWARE,
        request_id=request_id,
        signed=signed,
        retrieve_at=asked.retrieve_at,
        file_key=image.file_key if wish.firmware_id else None,
        firmware_id=wish.firmware_id,
        firmware_version=image.version or None,
        version_before=station.boot.get("firmware_version"),
    )
    return asked, kept


def log_upload(
    ports: Ports, station: Station, message_id: str, wish: LogWish, tries: Tries
) -> tuple[GetDiagnostics | GetLog, Transfer]:
    """Likewise for an upload. A 2.x station, which knows no GetDiagnostics, is asked for its diagnostics log."""
    file_key = None if wish.location else f"uploads/{message_id}"
    location = wish.location or ports.files.upload_url(file_key or "", tries.life_of_url(ports.now(), None, "retries"))
    check_location(location, "location")
    classic = wish.log_type is None and station.ocpp_version is OcppVersion.V16
    asked: GetDiagnostics | GetLog
    if classic:
        asked = GetDiagnostics(location, wish.oldest_at, wish.latest_at, tries.retries, tries.retry_interval_s)
    else:
        asked = GetLog(
            log_type=wish.log_type or DIAGNOSTICS,
            request_id=number_of(message_id),
            location=location,
            oldest_at=wish.oldest_at,
            latest_at=wish.latest_at,
            retries=tries.retries,
            retry_interval_s=tries.retry_interval_s,
        )
    kept = Transfer(
        **_begun(ports, station, message_id, location),
        kind=TransferKind.DIAGNOSTICS if classic else TransferKind.LOG,
        request_id=None if classic else number_of(message_id),
        file_key=file_key,
        log_type=wish.log_type or DIAGNOSTICS,
    )
    return asked, kept


def _foreign(wish: FirmwareWish) -> Firmware:
    check_location(wish.location or "", "location")
    check_signature(wish.signature, wish.signing_certificate)
    return Firmware(
        "", "", wish.version or "", "", signature=wish.signature, signing_certificate=wish.signing_certificate
    )


def _ours(ports: Ports, image: Firmware, wish: FirmwareWish, tries: Tries) -> str:
    if ports.files.size_bytes(image.file_key) is None:
        raise ConflictError(f"no file has been uploaded for firmware {image.id} yet")
    return ports.files.download_url(image.file_key, tries.life_of_url(ports.now(), wish.retrieve_at, "retrieve_at"))


def _begun(ports: Ports, station: Station, message_id: str, location: str) -> dict[str, Any]:
    now = clock.to_text(ports.now())
    return {
        "station_key": station.key,
        "id": message_id,
        "created_at": now,
        "location": shown_location(location),
        "history": (Step("requested", now),),
    }
