"""A stored CALL onto the wire, and the clock that ends its wait for an answer."""

import json
from typing import Any

from csms.application.ports import Delivery, Ports
from csms.domain.commands import Command, blocks_the_queue

RETRY_DELAY_S = 2


def transmit(ports: Ports, connection_id: str, command: Command) -> Delivery:
    """Put a stored command on the wire. A connection that is gone is forgotten."""
    text = f"[2,{json.dumps(command.message_id)},{json.dumps(command.action)},{command.request}]"
    delivery = ports.link.send(connection_id, text)
    if delivery is Delivery.GONE:
        connection = ports.connections.get(connection_id)
        if connection is not None:
            ports.stations.release(connection, ports.now())
    return delivery


def put_back(ports: Ports, queued: Command) -> Command:
    """The link would not take it now: it goes first in a moment."""
    ports.queues.after(RETRY_DELAY_S, drain_task(queued.station_key))
    ports.commands.requeue(queued, takes_slot(queued))
    return queued


def start_clock(ports: Ports, command: Command) -> None:
    """Before the command is stored as sent: whatever breaks then, no command stays open for ever."""
    ports.queues.after(ports.command_timeout_s, deadline_task(command))


def takes_slot(command: Command) -> bool:
    return blocks_the_queue(command.action, json.loads(command.request))


def drain_task(station_key: str) -> dict[str, Any]:
    return {"task": "drain", "station_key": station_key}


def deadline_task(command: Command) -> dict[str, Any]:
    return {"task": "deadline", "station_key": command.station_key, "message_id": command.message_id}
