"""What a vendor gets wrong: repaired where the table allows it, counted per station, the frame kept."""

import logging
from typing import Any

from csms.application.ports import Ports, StationEvent
from csms.domain import clock
from csms.domain.stations import Connection
from csms.ocpp import tolerance
from csms.ocpp.rpc import Call, RpcError, Send

logger = logging.getLogger(__name__)


def usable_payload(ports: Ports, connection: Connection, message: Call | Send, text: str) -> dict[str, Any]:
    """The payload, mended where that is needed. Raises RpcError for what nothing can mend."""
    repaired = tolerance.repair(connection.version, message.action, message.payload)
    if repaired.deviations or repaired.refused:
        _note(ports, connection, message, repaired, text)
    if repaired.refused:
        raise RpcError(repaired.refused.code, str(repaired.refused), message.unique_id)
    return repaired.payload


def count(ports: Ports, connection: Connection, labels: tuple[str, ...]) -> None:
    try:
        ports.stations.count_deviations(connection.station_key, labels)
    except Exception:
        logger.exception("deviation not counted")


def _note(ports: Ports, connection: Connection, message: Call | Send, repaired: tolerance.Repaired, text: str) -> None:
    """A failure to note it must not cost the answer."""
    names = repaired.deviations + ((f"refused:{repaired.refused.field}",) if repaired.refused else ())
    labels = tuple(f"{message.action}:{name}" for name in names)
    event = StationEvent(ports.new_id(), "deviation", clock.to_text(ports.now()), {"deviations": labels}, text)
    try:
        ports.station_events.add(connection.station_key, event)
    except Exception:
        logger.exception("deviation not kept")
    count(ports, connection, labels)
