"""Firmware images that the operator keeps here, for stations to fetch."""

import re
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.save_firmware import find_firmware, remove_firmware, save_firmware
from csms.domain import clock
from csms.domain.errors import InvalidError
from csms.domain.firmware import MAX_CERTIFICATE_LENGTH, MAX_SIGNATURE_LENGTH, Firmware
from operator_api import answers, routing
from operator_api.fields import DEFAULT_LIMIT, Body, Cursor, Limit, Name, Page, PathName, ShownTime, slice_page

router = routing.router()
UPLOAD_WITHIN_S = 3600
_FIRMWARE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
Signature = Annotated[str, Field(max_length=MAX_SIGNATURE_LENGTH, description="In base64, by the manufacturer's key.")]
SigningCertificate = Annotated[str, Field(max_length=MAX_CERTIFICATE_LENGTH, description="PEM.")]


class FirmwareBody(Body):
    """`version` as the station will call itself when it runs it; `file_name` ends the address that stations get."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": "2.4.1", "file_name": "fw-2.4.1.bin"}]})
    version: Annotated[Name, Field(max_length=50)]
    file_name: Name
    vendor: Name | None = None
    model: Name | None = None
    signature: Signature | None = None
    signing_certificate: SigningCertificate | None = None


class FirmwareView(BaseModel):
    id: str
    version: str
    file_name: str
    vendor: str | None
    model: str | None
    signed: bool
    created_at: ShownTime


class FirmwareFileView(FirmwareView):
    """`size_bytes` is null until the file has been uploaded."""

    size_bytes: int | None


class SavedFirmwareView(FirmwareFileView):
    """`upload_url` takes the file by HTTP PUT (`curl -T`) within the hour; whoever has it may replace the file."""

    upload_url: str


@router.put("/api/firmware/<firmware_id>", responses=answers.SAVED)
def save(firmware_id: PathName, body: FirmwareBody) -> Response[SavedFirmwareView]:
    """Describe a firmware image, or describe it anew; upload its file to the answer's `upload_url`."""
    if not _FIRMWARE_ID.fullmatch(firmware_id):
        raise InvalidError("a firmware's id has 1 to 64 letters, digits, dots, dashes and underscores", "firmware_id")
    ports = bootstrap.ports()
    image = Firmware(id=firmware_id, created_at=clock.to_text(ports.now()), **body.model_dump())
    saved, created = save_firmware(ports, image)
    url = ports.files.upload_url(saved.file_key, UPLOAD_WITHIN_S)
    size_bytes = ports.files.size_bytes(saved.file_key)
    shown = SavedFirmwareView(**_members(saved), size_bytes=size_bytes, upload_url=url)
    return answers.saved(shown, created)


@router.get("/api/firmware/<firmware_id>")
def read(firmware_id: PathName) -> FirmwareFileView:
    """A firmware image, and whether its file is here."""
    ports = bootstrap.ports()
    found = find_firmware(ports, firmware_id)
    return FirmwareFileView(**_members(found), size_bytes=ports.files.size_bytes(found.file_key))


@router.get("/api/firmware")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[FirmwareView]:
    """All firmware images, newest first."""
    images = sorted(bootstrap.ports().firmware.all(), key=lambda image: image.created_at, reverse=True)
    return Page.of(slice_page(images, limit, cursor), lambda image: FirmwareView(**_members(image)))


@router.delete("/api/firmware/<firmware_id>", responses=answers.REMOVED)
def remove(firmware_id: PathName) -> Response[str]:
    """Forget a firmware image and remove its file."""
    remove_firmware(bootstrap.ports(), firmware_id)
    return answers.removed()


def _members(image: Firmware) -> dict[str, Any]:
    return {**image.__dict__, "signed": image.signed}
