"""Vendors' own messages: sent to a station, and those of a station that are welcome."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, ConfigDict, Field

from csms import bootstrap
from csms.application.save_vendor_extension import (
    find_vendor_extension,
    remove_vendor_extension,
    save_vendor_extension,
)
from csms.domain import clock
from csms.domain import operations as op
from csms.domain.ids import key_of
from csms.domain.vendor_extensions import VendorExtension
from operator_api import answers, command_views, routing
from operator_api.calls import Caller, QueueableBody, operate
from operator_api.command_views import CommandView
from operator_api.fields import (
    DEFAULT_LIMIT,
    Body,
    Cursor,
    IdempotencyKey,
    Limit,
    Name,
    Page,
    PathName,
    Prefer,
    ShownTime,
)

router = routing.router()


class DataTransferBody(QueueableBody):
    """`data` for a 1.6 station is text; what is no text is sent to it as JSON text."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"vendor_id": "com.acme", "message_id": "Ping"}]})
    vendor_id: Name
    message_id: Name | None = None
    data: Any = None


class VendorExtensionBody(Body):
    """`messages`: the message ids that are known, each with the data to answer or null. Left out, all are."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"messages": {"SetMeterConfiguration": None}}]})
    messages: Annotated[dict[Name, Any], Field(max_length=200)] = Field(default_factory=dict)


class VendorExtensionView(BaseModel):
    vendor_id: str
    messages: dict[str, Any]
    created_at: ShownTime


@router.post("/api/stations/<identity>/data-transfer", responses=command_views.DESCRIBED)
def send(
    identity: PathName, body: DataTransferBody, prefer: Prefer = None, idempotency_key: IdempotencyKey = None
) -> Response[CommandView]:
    """Send the station a message of its vendor's own."""
    wish = op.TransferData(body.vendor_id, body.message_id, body.data)
    return operate(identity, wish, Caller(body.queue_until, prefer, idempotency_key))


@router.put("/api/vendor-extensions/<vendor_id>", responses=answers.SAVED)
def save(vendor_id: PathName, body: VendorExtensionBody | None = None) -> Response[VendorExtensionView]:
    """Welcome the DataTransfer messages of a vendor: they are answered Accepted, and kept among the station's events
    as those of strangers are."""
    ports = bootstrap.ports()
    messages = (body or VendorExtensionBody()).messages
    extension = VendorExtension(key_of(vendor_id), vendor_id, clock.to_text(ports.now()), dict(messages))
    saved, created = save_vendor_extension(ports, extension)
    return answers.saved(_view(saved), created)


@router.get("/api/vendor-extensions/<vendor_id>")
def read(vendor_id: PathName) -> VendorExtensionView:
    """A vendor whose messages are welcome."""
    return _view(find_vendor_extension(bootstrap.ports(), vendor_id))


@router.get("/api/vendor-extensions")
def list_all(limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[VendorExtensionView]:
    """All vendors whose messages are welcome, by name."""
    return Page.of(bootstrap.ports().vendor_extensions.page(limit, cursor), _view)


@router.delete("/api/vendor-extensions/<vendor_id>", responses=answers.REMOVED)
def remove(vendor_id: PathName) -> Response[str]:
    """From now on its messages are answered UnknownVendorId."""
    remove_vendor_extension(bootstrap.ports(), vendor_id)
    return answers.removed()


def _view(extension: VendorExtension) -> VendorExtensionView:
    return VendorExtensionView(
        vendor_id=extension.vendor_id, messages=extension.messages, created_at=extension.created_at
    )
