"""MeterValues: kept with the transaction they belong to, or with the EVSE where there is none."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from csms.application.evidence import at_trusted_times, digest
from csms.application.ports import Ports, TransactionFilter
from csms.domain import clock, ids, metering
from csms.domain.metering import Sample
from csms.domain.stations import Connection

_LATE = timedelta(minutes=2)
_RECENT = 10


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
    """Values queued behind an unanswered start carry no number: the connector and the time tell (errata 3.16)."""
    if command.number is not None and command.number > 0:
        return ids.transaction_id(connection.station_key, str(command.number))
    nobody = f"{connection.station_key}/{command.evse}"
    if command.evse <= 0:
        return nobody
    at = min((sample.at for sample in samples), default="")
    station = ports.stations.get(connection.station_key)
    for transaction_id, place in (station.open_transactions if station else {}).items():
        if place.get("evse") == command.evse and place.get("started_at", "") <= at:
            return transaction_id
    return _ended_at_the_time(ports, connection, command.evse, at) or nobody


def _ended_at_the_time(ports: Ports, connection: Connection, evse: int, at: str) -> str | None:
    """Only values that are late can belong to a transaction that has ended; what is live costs no query."""
    if not at or at > clock.to_text(ports.now() - _LATE):
        return None
    wanted = TransactionFilter(station_key=connection.station_key, started_to=at)
    recent = ports.transactions.page(wanted, _RECENT, None).items
    return next((t.id for t in recent if t.evse == evse and (t.ended_at or "") >= at), None)
