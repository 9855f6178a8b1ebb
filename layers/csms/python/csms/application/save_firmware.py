"""Firmware images: described by the operator, uploaded to an address that we give."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain.errors import NotFoundError
from csms.domain.firmware import Firmware, validate


def save_firmware(ports: Ports, firmware: Firmware) -> tuple[Firmware, bool]:
    """The image, and whether it is new. Raises InvalidError. Under another file name it is another file."""
    validate(firmware)
    known = ports.firmware.get(firmware.id)
    if known is not None:
        firmware = replace(firmware, created_at=known.created_at)
    ports.firmware.save(firmware)
    if known is not None and known.file_key != firmware.file_key:
        ports.files.remove(known.file_key)
    return firmware, known is None


def find_firmware(ports: Ports, firmware_id: str) -> Firmware:
    """Raises NotFoundError."""
    firmware = ports.firmware.get(firmware_id)
    if firmware is None:
        raise NotFoundError(f"there is no firmware {firmware_id}")
    return firmware


def remove_firmware(ports: Ports, firmware_id: str) -> None:
    """Its file goes too; a station that is fetching it fails. Raises NotFoundError."""
    firmware = find_firmware(ports, firmware_id)
    ports.files.remove(firmware.file_key)
    ports.firmware.remove(firmware.id)
