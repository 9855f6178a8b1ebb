"""A frame whose storing failed waits in the timers' queue, so that an outage of the tables loses nothing.

The station has its answer already, or (an answer of its own) expects none: nobody would send the frame again.
"""

import logging
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.stations import Connection, OcppVersion, Registration

logger = logging.getLogger(__name__)
PARKED_FOR_S = 30


def park_frame(ports: Ports, connection: Connection, text: str) -> bool:
    """False where the queue fails too."""
    return _park(ports, text, connection=asdict(connection))


def park_unread_frame(ports: Ports, connection_id: str, text: str) -> bool:
    """A frame of a connection of which nothing could be read. False where the queue fails too."""
    return _park(ports, text, connection_id=connection_id)


def process_parked_frame(ports: Ports, task: dict[str, Any]) -> None:
    """Process it as of the moment it came in. Raises what storing it raises: the queue brings it again."""
    received_at = clock.parse_stored(task["received_at"])
    connection = _connection(ports, task, received_at)
    if connection is None:
        logger.warning("parked frame of a superseded connection")
        return
    ports.reprocess(replace(ports, now=lambda: received_at), connection, task["text"])


def _park(ports: Ports, text: str, **whose: Any) -> bool:
    task = {"task": "frame", "received_at": clock.to_text(ports.now()), "text": text, **whose}
    try:
        ports.queues.after(PARKED_FOR_S, task)
    except Exception:
        logger.exception("frame could not be parked")
        return False
    return True


def _connection(ports: Ports, task: dict[str, Any], received_at: datetime) -> Connection | None:
    if "connection_id" in task:
        return ports.connections.get_at(task["connection_id"], received_at)
    members = dict(task["connection"])
    version, registration = OcppVersion(members.pop("version")), Registration(members.pop("registration"))
    return Connection(**members, version=version, registration=registration)
