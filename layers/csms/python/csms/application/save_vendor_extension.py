"""Vendors whose messages the operator welcomes."""

from dataclasses import replace

from csms.application.ports import Ports
from csms.domain.errors import NotFoundError
from csms.domain.ids import key_of
from csms.domain.vendor_extensions import VendorExtension


def save_vendor_extension(ports: Ports, extension: VendorExtension) -> tuple[VendorExtension, bool]:
    """The extension, and whether it is new."""
    known = ports.vendor_extensions.get(extension.key)
    if known is not None:
        extension = replace(extension, created_at=known.created_at)
    ports.vendor_extensions.save(extension)
    return extension, known is None


def find_vendor_extension(ports: Ports, vendor_id: str) -> VendorExtension:
    """Raises NotFoundError."""
    extension = ports.vendor_extensions.get(key_of(vendor_id))
    if extension is None:
        raise NotFoundError(f"there is no extension of vendor {vendor_id}")
    return extension


def remove_vendor_extension(ports: Ports, vendor_id: str) -> None:
    ports.vendor_extensions.remove(find_vendor_extension(ports, vendor_id).key)
