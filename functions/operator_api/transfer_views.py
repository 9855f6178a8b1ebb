"""Firmware updates and uploads as operators see them, and the request members that they share."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from csms.application.find_station import find_station
from csms.application.list_filtered import fill_page
from csms.application.ports import Page as StoredPage
from csms.application.ports import Ports
from csms.application.transfer_urls import Tries
from csms.domain import clock, ids
from csms.domain.errors import NotFoundError
from csms.domain.transfers import Transfer, TransferKind
from operator_api.calls import QueueableBody
from operator_api.fields import Name, ShownTime

UPLOADS = frozenset({TransferKind.DIAGNOSTICS, TransferKind.LOG})
UPDATES = frozenset({TransferKind.FIRMWARE})
Location = Annotated[
    Name,
    Field(
        max_length=2000,
        description="Your own address (http, https, ftp, ftps, sftp); 2.0.1 and signed 1.6 updates take 512 letters.",
    ),
]


class TransferBody(QueueableBody):
    """`retries` and `retry_interval_s`: how the station tries again; its own habit where left out."""

    location: Location | None = None
    retries: Annotated[int, Field(ge=0, le=1000)] | None = None
    retry_interval_s: Annotated[int, Field(ge=0, le=86_400)] | None = None

    def tries(self) -> Tries:
        until = clock.parse_stored(self.queue_until) if self.queue_until else None
        return Tries(self.retries, self.retry_interval_s, until)


class StepView(BaseModel):
    """`counted`: it moved the transfer on; what comes late or after its end does not. `times` in a row."""

    status: str
    at: ShownTime
    counted: bool
    times: int


class TransferView(BaseModel):
    """Its id is also that of its command. `ended`: no further word changes the status. `location` without its secrets.

    `requested timed_out accepted`, then as the station tells; `rejected failed expired cancelled superseded` end it.
    """

    id: str
    station: str
    status: str
    ended: bool
    location: str
    request_id: int | None
    created_at: ShownTime
    history: list[StepView]


class FirmwareUpdateView(TransferView):
    """`confirmed`: the station has booted with the new firmware, whatever it told before. `version_after` is what it
    booted with, right or wrong."""

    firmware_id: str | None
    firmware_version: str | None
    version_before: str | None
    version_after: str | None
    signed: bool
    retrieve_at: ShownTime | None


class UploadView(TransferView):
    """`file_name` is the station's name for it; `kept_here`: it is asked to upload to us."""

    type: str
    file_name: str | None
    kept_here: bool


def firmware_view(transfer: Transfer, identity: str) -> FirmwareUpdateView:
    return FirmwareUpdateView(**_members(transfer, identity))


def upload_view(transfer: Transfer, identity: str) -> UploadView:
    kept_here = transfer.file_key is not None
    return UploadView(**_members(transfer, identity), type=transfer.log_type or "", kept_here=kept_here)


def find_transfer(ports: Ports, public_id: str, kinds: frozenset[TransferKind]) -> tuple[Transfer, str]:
    """The transfer and its station's identity. Raises NotFoundError."""
    parts = ids.split(public_id)
    found = ports.transfers.get(*parts) if parts else None
    if found is None or found.kind not in kinds:
        raise NotFoundError("there is no such transfer")
    station = ports.stations.get(found.station_key)
    return found, station.identity if station else found.station_key


def transfers_of(
    ports: Ports, identity: str, kinds: frozenset[TransferKind], limit: int, cursor: str | None
) -> tuple[StoredPage[Transfer], str]:
    station = find_station(ports, identity)
    found = fill_page(
        lambda size, after: ports.transfers.page(station.key, size, after),
        lambda transfer: transfer.kind in kinds,
        limit,
        cursor,
    )
    return found, station.identity


def _members(transfer: Transfer, identity: str) -> dict[str, Any]:
    return {
        **transfer.__dict__,
        "id": ids.join(transfer.station_key, transfer.id),
        "station": identity,
        "ended": transfer.ended,
        "history": [StepView(**step.__dict__) for step in transfer.history],
    }
