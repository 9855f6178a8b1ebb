"""A station that has been silent for longer than is usual is out of order from its last frame on, until it is back."""

from typing import Any

from csms.application.event_sources.stations import lost_its_connection
from csms.application.follow_outages import open_outage
from csms.application.ports import Change, Ports
from csms.domain import clock
from csms.domain.outages import WHOLE, Outage, OutageKind
from csms.domain.stations import Station, patience

_LONGEST_TIMER_S = 900


def watch_for_silence(ports: Ports, change: Change) -> None:
    """A reactor on stations: one that is out of sight is silent, one that has closed its connection may come back."""
    new = change.new
    if new is not None and new.silent_since and not (change.old and change.old.silent_since):
        _open(ports, new, new.silent_since)
    elif lost_its_connection(change):
        _look_again(ports, new, patience(ports.heartbeat_interval_s).total_seconds())


def note_silence(ports: Ports, task: dict[str, Any]) -> None:
    """Nothing of one that has connected since, or is gone."""
    station = ports.stations.get(task["station_key"])
    if station is None or station.connection_id or station.epoch != task["epoch"] or station.last_seen is None:
        return
    silent_for = ports.now() - clock.parse_stored(station.last_seen)
    left_s = (patience(ports.heartbeat_interval_s) - silent_for).total_seconds()
    if left_s >= 0:
        _look_again(ports, station, left_s)
    else:
        _open(ports, station, station.last_seen)


def _open(ports: Ports, station: Station, since: str) -> None:
    open_outage(ports, Outage(station.key, *WHOLE, OutageKind.OFFLINE, since, site_id=station.site_id))


def _look_again(ports: Ports, station: Station, left_s: float) -> None:
    task = {"task": "note_silence", "station_key": station.key, "epoch": station.epoch}
    ports.queues.after(min(int(left_s) + 1, _LONGEST_TIMER_S), task)
