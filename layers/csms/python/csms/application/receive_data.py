"""DataTransfer of a station: kept whatever it says, answered by what the operator knows of its vendor."""

from dataclasses import dataclass
from typing import Any

from csms.application.ports import Ports
from csms.application.record_station_event import RecordStationEvent, record_station_event
from csms.domain.ids import key_of
from csms.domain.stations import Connection
from csms.domain.vendor_extensions import DataTransferAnswer, answer


@dataclass(frozen=True)
class ReceiveData:
    vendor_id: str
    message_id: str | None
    payload: dict[str, Any]


def receive_data(ports: Ports, connection: Connection, received: ReceiveData) -> DataTransferAnswer:
    record_station_event(ports, connection, RecordStationEvent("DataTransfer", received.payload))
    return answer(ports.vendor_extensions.get(key_of(received.vendor_id)), received.message_id)
