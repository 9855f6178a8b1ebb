"""MeterValues: kept with the transaction they belong to, or with the EVSE where there is none."""

from dataclasses import dataclass
from typing import Any

from csms.application.evidence import at_trusted_times, digest
from csms.application.ports import Ports
from csms.domain import ids, metering
from csms.domain.metering import Sample
from csms.domain.stations import Connection


@dataclass(frozen=True)
class RecordMeterValues:
    """`number` is 1.6's transactionId; EVSE 0 is the main meter. Sample times are as the station wrote them."""

    evse: int
    number: int | None
    samples: tuple[Sample, ...]
    payload: dict[str, Any]


def record_meter_values(ports: Ports, connection: Connection, command: RecordMeterValues) -> None:
    samples = at_trusted_times(command.samples, ports.now())
    owner = _owner(ports, connection, command, samples)
    live = metering.live(samples)
    ports.transactions.record_meter_values(owner, f"meter:{digest(command.payload)}", samples, live, command.payload)


def _owner(ports: Ports, connection: Connection, command: RecordMeterValues, samples: tuple[Sample, ...]) -> str:
    """Values queued behind an unanswered start carry no number: the connector and the time tell."""
    if command.number is not None and command.number > 0:
        return ids.transaction_id(connection.station_key, str(command.number))
    at = min((sample.at for sample in samples), default="")
    station = ports.stations.get(connection.station_key) if command.evse > 0 else None
    for transaction_id, place in (station.open_transactions if station else {}).items():
        if place.get("evse") == command.evse and place.get("started_at", "") <= at:
            return transaction_id
    return f"{connection.station_key}/{command.evse}"
