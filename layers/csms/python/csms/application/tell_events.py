"""What a change tells the world: events, kept in the log, from where they are published."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from csms.application.erased_tokens import without_erased_token
from csms.application.event_sources import reports, requests, sessions, stations
from csms.application.ports import Change, Ports
from csms.domain import clock, events
from csms.domain.events import Event, Happening

_SOURCES: dict[str, Callable[[Change], Iterable[Happening]]] = {
    "stations": stations.of_station,
    "transactions": sessions.of_transaction,
    "commands": requests.of_command,
    "reservations": requests.of_reservation,
    "transfers": requests.of_transfer,
    "certificate-requests": requests.of_certificate_request,
    "security-events": reports.of_security_event,
    "station-events": reports.of_station_event,
    "unknown-tokens": reports.of_unknown_token,
    "plans": reports.of_plan,
    "cdrs": sessions.of_cdr,
    "webhooks": reports.of_webhook,
}

LATE = timedelta(seconds=60)
"""A change that comes later may name a driver who was erased meanwhile (erase_token waits for those before)."""

# Longer than an absence that is none, so that a station which is back in time is seen to be back.
_OFFLINE_AFTER_S = int(stations.ABSENCE.total_seconds()) + 15


def tell_events(ports: Ports, change: Change) -> None:
    """A reactor: the same change makes the same events, and one that is in the log is not published again."""
    for place, happening in enumerate(_SOURCES[change.table](change)):
        event_id = events.id_of(happening.type, change.table, *change.key, change.sequence, place)
        if ports.now() - change.at > LATE:
            happening = without_erased_token(ports, change, happening)
        tell(ports, happening, event_id, clock.to_text(change.at))


def tell(ports: Ports, happening: Happening, event_id: str, recorded_at: str) -> Event:
    event = events.made(_placed(ports, happening), event_id, recorded_at)
    ports.events.add(event)
    return event


def watch_absence(ports: Ports, change: Change) -> None:
    """A reactor: whoever has lost its connection may be back in a moment."""
    if stations.lost_its_connection(change):
        task = {"task": "tell_offline", "station_key": change.new.key, "epoch": change.new.epoch}
        ports.queues.after(_OFFLINE_AFTER_S, task)


def tell_offline(ports: Ports, task: dict[str, Any]) -> None:
    station = ports.stations.get(task["station_key"])
    if station is None or station.connection_id or station.epoch != task["epoch"]:
        return
    at = station.last_seen or station.created_at
    event_id = events.id_of("station.offline", station.key, station.epoch)
    tell(ports, stations.offline(station, at), event_id, clock.to_text(ports.now()))


def _placed(ports: Ports, happening: Happening) -> Happening:
    """With the station's name and site, which not every table has."""
    if happening.station_key is None or (happening.identity and happening.site_id):
        return happening
    station = ports.stations.get(happening.station_key)
    if station is None:
        return replace(happening, identity=happening.identity or happening.station_key)
    return replace(happening, identity=station.identity, site_id=station.site_id)
