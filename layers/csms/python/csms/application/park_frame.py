"""A frame whose storing failed waits in the timers' queue, so that an outage of the tables loses nothing.

The station has its answer already, or (an answer of its own) expects none: nobody would send the frame again.
"""

import logging
from dataclasses import asdict, replace
from typing import Any

from csms.application.ports import Ports
from csms.domain import clock
from csms.domain.stations import Connection, OcppVersion, Registration

logger = logging.getLogger(__name__)
PARKED_FOR_S = 30


def park_frame(ports: Ports, connection: Connection, text: str) -> bool:
    """False where the queue fails too."""
    received_at = clock.to_text(ports.now())
    task = {"task": "frame", "connection": asdict(connection), "received_at": received_at, "text": text}
    try:
        ports.queues.after(PARKED_FOR_S, task)
    except Exception:
        logger.exception("frame could not be parked")
        return False
    return True


def process_parked_frame(ports: Ports, task: dict[str, Any]) -> None:
    """Process it as of the moment it came in. Raises what storing it raises: the queue brings it again."""
    members = dict(task["connection"])
    version, registration = OcppVersion(members.pop("version")), Registration(members.pop("registration"))
    connection = Connection(**members, version=version, registration=registration)
    received_at = clock.parse_stored(task["received_at"])
    ports.reprocess(replace(ports, now=lambda: received_at), connection, task["text"])
