"""A station is to fetch firmware: from us or from the operator, and what is kept of it."""

from dataclasses import dataclass
from datetime import datetime

from csms.application.ports import Ports
from csms.application.save_firmware import find_firmware
from csms.application.transfer_urls import Tries, begun
from csms.domain import clock
from csms.domain.errors import ConflictError, InvalidError
from csms.domain.file_locations import check_location
from csms.domain.firmware import Firmware, check_signature
from csms.domain.ids import number_of
from csms.domain.operations import UpdateFirmware
from csms.domain.stations import OcppVersion, Station
from csms.domain.transfers import Transfer, TransferKind


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


def request_firmware(
    ports: Ports, station: Station, message_id: str, wish: FirmwareWish, tries: Tries
) -> tuple[UpdateFirmware, Transfer]:
    """What to ask for and what to keep.

    Raises NotFoundError, InvalidError, and ConflictError while the file has not been uploaded.
    """
    image = find_firmware(ports, wish.firmware_id) if wish.firmware_id else _foreign(wish)
    signed = _signed(image, wish)
    classic = not signed and station.ocpp_version is OcppVersion.V16
    asked = UpdateFirmware(
        location=wish.location or _ours(ports, image, wish, tries),
        retrieve_at=clock.to_text(wish.retrieve_at or ports.now()),
        install_at=clock.to_text(wish.install_at) if wish.install_at else None,
        request_id=None if classic else number_of(message_id),
        signature=image.signature if signed else None,
        signing_certificate=image.signing_certificate if signed else None,
        retries=tries.retries,
        retry_interval_s=tries.retry_interval_s,
    )
    return asked, _kept(ports, station, message_id, image, asked)


def _kept(ports: Ports, station: Station, message_id: str, image: Firmware, asked: UpdateFirmware) -> Transfer:
    return Transfer(
        **begun(ports, station, message_id, asked.location),
        kind=TransferKind.FIRMWARE,
        request_id=asked.request_id,
        signed=asked.signature is not None,
        retrieve_at=asked.retrieve_at,
        file_key=image.file_key if image.id else None,
        firmware_id=image.id or None,
        firmware_version=image.version or None,
        version_before=station.boot.get("firmware_version"),
    )


def _signed(image: Firmware, wish: FirmwareWish) -> bool:
    signed = image.signed if wish.signed is None else wish.signed
    if signed and not image.signed:
        raise InvalidError("this firmware has no signature", "signature" if wish.location else "signed")
    return signed


def _foreign(wish: FirmwareWish) -> Firmware:
    """What lies at the operator's own address, as far as we are told."""
    check_location(wish.location or "", "location")
    check_signature(wish.signature, wish.signing_certificate)
    return Firmware(
        id="",
        created_at="",
        version=wish.version or "",
        file_name="",
        signature=wish.signature,
        signing_certificate=wish.signing_certificate,
    )


def _ours(ports: Ports, image: Firmware, wish: FirmwareWish, tries: Tries) -> str:
    if ports.files.size_bytes(image.file_key) is None:
        raise ConflictError(f"no file has been uploaded for firmware {image.id} yet")
    return ports.files.download_url(image.file_key, tries.life_of_url(ports.now(), wish.retrieve_at, "retrieve_at"))
