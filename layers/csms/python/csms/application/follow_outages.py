"""Outages from what stations say of themselves, and from how long they were not heard of.

Sockets are closed by the platform every two hours: an absence shorter than what makes a station offline (two heartbeats
and four minutes without a frame) is none.
"""

from collections.abc import Iterator
from dataclasses import replace

from csms.application.add_usage import add_usage
from csms.application.ports import Change, Ports
from csms.domain import clock, connectors
from csms.domain.outages import OUT_OF_ORDER, WHOLE, Outage, OutageKind
from csms.domain.stations import Connector, Station, patience
from csms.domain.usage.troubles import outage_contribution


def follow_outages(ports: Ports, change: Change) -> None:
    """A reactor on stations. An outage that came to its end before stays ended, however often its beginning comes."""
    old, new = change.old, change.new
    if new is None:
        _end_all(ports, old.key, clock.to_text(change.at))
    if old is None or new is None:
        return
    before, after = _out_of_order(old), _out_of_order(new)
    ended = {
        place: at for place, at in _reports(new) if place in before and _kind(before, place) != _kind(after, place)
    }
    if ended:
        _end(ports, new, ended)
    for place, outage in after.items():
        if _kind(before, place) != outage.kind:
            open_outage(ports, outage)
    if new.connection_id and (new.connection_id != old.connection_id or (old.silent_since and not new.silent_since)):
        _note_absence(ports, old, new)


def _out_of_order(station: Station) -> dict[tuple[int, int], Outage]:
    return {(c.evse, c.connector): _outage(station, c) for c in connectors.visible(station.connectors)
            if c.status in OUT_OF_ORDER}  # fmt: skip


def _outage(station: Station, connector: Connector) -> Outage:
    kind, error = OUT_OF_ORDER[connector.status], connector.error_code
    return Outage(
        station.key, connector.evse, connector.connector, kind, connector.reported_at,
        error_code=None if error == "NoError" else error, site_id=station.site_id,
    )  # fmt: skip


def _reports(station: Station) -> Iterator[tuple[tuple[int, int], str]]:
    """Where each connector's state is from: its own report, or the station's of itself that was newer."""
    whole = connectors.whole_station(station.connectors)
    for connector in connectors.visible(station.connectors):
        at = max(connector.reported_at, whole.reported_at) if whole else connector.reported_at
        yield (connector.evse, connector.connector), at


def _kind(outages: dict[tuple[int, int], Outage], place: tuple[int, int]) -> OutageKind | None:
    return outages[place].kind if place in outages else None


def _end(ports: Ports, station: Station, ended: dict[tuple[int, int], str]) -> None:
    for outage in ports.outages.open(station.key):
        at = ended.get(outage.place)
        if at is not None and at >= outage.began_at:
            _save(ports, replace(outage, ended_at=at, site_id=station.site_id))


def _end_all(ports: Ports, station_key: str, at: str) -> None:
    """Of a station that was removed: who comes under its name is not to be out of order from the start."""
    for outage in ports.outages.open(station_key):
        if outage.began_at <= at:
            _save(ports, replace(outage, ended_at=at))


def _note_absence(ports: Ports, old: Station, new: Station) -> None:
    """From its last frame to its new connection, or to the next frame of one that looked alive."""
    gone_at, back_at = _last_heard(ports, old), new.last_seen
    if gone_at is None or back_at is None:
        return
    if clock.parse_stored(back_at) - clock.parse_stored(gone_at) > patience(ports.heartbeat_interval_s):
        _save(ports, Outage(new.key, *WHOLE, OutageKind.OFFLINE, gone_at, back_at, site_id=new.site_id))


def _last_heard(ports: Ports, station: Station) -> str | None:
    """What is kept of the connection that was taken over is newer than the station's own time."""
    if station.silent_since:
        return station.silent_since
    if station.connection_id is None or station.last_seen is None:
        return station.last_seen
    connection = ports.connections.get_at(station.connection_id, clock.parse_stored(station.last_seen))
    return max(connection.last_seen, station.last_seen) if connection else station.last_seen


def open_outage(ports: Ports, outage: Outage) -> None:
    """Unless it has been opened before."""
    if ports.outages.get(outage.station_key, outage.id) is None:
        _save(ports, outage)


def add_outage(ports: Ports, outage: Outage) -> None:
    """To the sums, whatever of it is in them before: its fault when it begins, its seconds when it has ended."""
    add_usage(ports, f"outage#{outage.station_key}#{outage.id}", lambda _: outage_contribution(outage))


def _save(ports: Ports, outage: Outage) -> None:
    """Added before it is stored, so that who dies in between does both again."""
    add_outage(ports, outage)
    known = ports.outages.get(outage.station_key, outage.id)
    ports.outages.save(replace(outage, excluded=known.excluded) if known else outage)
