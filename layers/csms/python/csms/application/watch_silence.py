"""Stations whose `$disconnect` was lost: API Gateway tells it at best effort, and nobody else does.

Each connection has a timer of its own, which looks again when the station would have been silent for too long: one
queue message and one read per station and some nine minutes, and nothing of a fleet is ever scanned.
"""

from datetime import timedelta
from typing import Any

from csms.application.ports import Change, Ports
from csms.domain import clock
from csms.domain.stations import patience

_LONGEST_TIMER_S = 900


def watch_silence(ports: Ports, change: Change) -> None:
    """A reactor on stations: a new connection is watched, and one that was heard of again."""
    old, new = change.old, change.new
    if new is None or new.connection_id is None or new.silent_since:
        return
    if old is None or old.connection_id != new.connection_id or old.silent_since:
        _look_again(ports, new.connection_id, patience(ports.heartbeat_interval_s))


def look_for_silence(ports: Ports, task: dict[str, Any]) -> None:
    """Ends with the connection, or when the station is noted to be out of sight."""
    connection = ports.connections.get(task["connection_id"])
    if connection is None or connection.told_offline:
        return
    left = clock.parse_stored(connection.last_seen) + patience(ports.heartbeat_interval_s) - ports.now()
    if left >= timedelta():
        _look_again(ports, connection.connection_id, left)
    elif not ports.stations.lose_sight(connection):
        _look_again(ports, connection.connection_id, timedelta(seconds=_LONGEST_TIMER_S))


def _look_again(ports: Ports, connection_id: str, left: timedelta) -> None:
    delay_s = min(int(left.total_seconds()) + 1, _LONGEST_TIMER_S)
    ports.queues.after(delay_s, {"task": "look_for_silence", "connection_id": connection_id})
