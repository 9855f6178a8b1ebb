"""A station tells how far a transfer is: the transfer moves on; what speaks of none is kept as an event."""

from dataclasses import dataclass
from typing import Any

from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.application.store_once import ATTEMPTS
from csms.domain import clock
from csms.domain.errors import ConcurrentChangeError
from csms.domain.stations import Connection
from csms.domain.transfers import TransferKind, moved, named


@dataclass(frozen=True)
class RecordTransferStatus:
    """`status` None: Idle, or a word that we do not know. `action` and `payload` are the message as it came."""

    kinds: frozenset[TransferKind]
    status: str | None
    request_id: int | None
    action: str
    payload: dict[str, Any]


def record_transfer_status(ports: Ports, connection: Connection, told: RecordTransferStatus) -> None:
    for _ in range(ATTEMPTS):
        try:
            if told.status is None or not _move(ports, connection.station_key, told, told.status):
                record_station_event(ports, connection, RecordStationEvent(told.action, told.payload))
            return
        except ConcurrentChangeError:
            continue
    raise ConcurrentChangeError("the transfer kept changing")


def _move(ports: Ports, station_key: str, told: RecordTransferStatus, status: str) -> bool:
    transfer = named(ports.transfers.recent(station_key), told.kinds, told.request_id)
    if transfer is None:
        return False
    ports.transfers.save(moved(transfer, status, clock.to_text(ports.now())))
    return True
