"""Firmware updates: asked for, followed, confirmed by what the station boots with."""

from typing import Annotated, Self

from aws_lambda_powertools.event_handler import Response
from pydantic import ConfigDict, Field, StrictBool, model_validator

from csms import bootstrap
from csms.application.ports import PreparedWrite
from csms.application.request_firmware import FirmwareWish, request_firmware
from csms.domain import clock
from csms.domain.operations import UpdateFirmware
from csms.domain.stations import Station
from operator_api import command_views, routing
from operator_api.calls import Caller, operate_once
from operator_api.command_views import CommandView
from operator_api.fields import DEFAULT_LIMIT, Cursor, IdempotencyKey, Limit, Name, Page, PathName, Prefer, Time
from operator_api.routes.firmware import Signature, SigningCertificate
from operator_api.transfer_views import (
    UPDATES,
    FirmwareUpdateView,
    TransferBody,
    find_transfer,
    firmware_view,
    transfers_of,
)

router = routing.router()


class FirmwareUpdateBody(TransferBody):
    """Either `firmware_id`, an image kept here, or your own `location`, with its signature if it has one."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"firmware_id": "fw-2.4.1"}, {"location": "https://files.example.com/fw.bin", "retries": 3}]
        }
    )
    firmware_id: Name | None = None
    version: Annotated[Name, Field(description="What the station will call it; known for `firmware_id`.")] | None = None
    signature: Signature | None = None
    signing_certificate: SigningCertificate | None = None
    signed: Annotated[StrictBool, Field(description="Left out: signed where there is a signature.")] | None = None
    retrieve_at: Annotated[Time, Field(description="Now, where left out.")] | None = None
    install_at: Annotated[Time, Field(description="2.x, and signed updates of 1.6.")] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.firmware_id is None) == (self.location is None):
            raise ValueError("give either firmware_id or location")
        if self.firmware_id is not None and (self.signature or self.signing_certificate or self.version):
            raise ValueError("version, signature and signing_certificate belong to a location")
        return self

    def wish(self) -> FirmwareWish:
        return FirmwareWish(
            firmware_id=self.firmware_id,
            location=self.location,
            version=self.version,
            signature=self.signature,
            signing_certificate=self.signing_certificate,
            signed=self.signed,
            retrieve_at=clock.parse_stored(self.retrieve_at) if self.retrieve_at else None,
            install_at=clock.parse_stored(self.install_at) if self.install_at else None,
        )


@router.post("/api/stations/<identity>/firmware-update", responses=command_views.DESCRIBED)
def update(
    identity: PathName, body: FirmwareUpdateBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Have the station fetch firmware and install it. The update has the command's id: `/api/firmware-updates/{id}`."""
    ports = bootstrap.ports()

    def ask(station: Station, message_id: str) -> tuple[UpdateFirmware, PreparedWrite]:
        wish, kept = request_firmware(ports, station, message_id, body.wish(), body.tries())
        return wish, ports.transfers.prepared_save(kept)

    return operate_once(identity, Caller(body.queue_until, prefer, idempotency_key), ask)


@router.get("/api/firmware-updates/<update_id>")
def read(update_id: PathName) -> FirmwareUpdateView:
    """A firmware update: how far it is, and all that the station told of it."""
    return firmware_view(*find_transfer(bootstrap.ports(), update_id, UPDATES))


@router.get("/api/stations/<identity>/firmware-updates")
def list_firmware_updates(
    identity: PathName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[FirmwareUpdateView]:
    """The station's firmware updates of the last year, newest first."""
    found, name = transfers_of(bootstrap.ports(), identity, UPDATES, limit, cursor)
    return Page.of(found, lambda transfer: firmware_view(transfer, name))
