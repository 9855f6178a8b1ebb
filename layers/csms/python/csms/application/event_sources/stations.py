"""Stations: registered, online, booted, removed, and the statuses of their connectors."""

from collections.abc import Iterator
from datetime import timedelta

from csms.application.ports import Change
from csms.domain import clock
from csms.domain import event_data as data
from csms.domain.alarms import Alarm
from csms.domain.events import Happening
from csms.domain.logins import flapping
from csms.domain.stations import Connector, Station

# API Gateway closes every connection after two hours: who is back within this time was not away.
ABSENCE = timedelta(seconds=60)
_SETTINGS = (
    "identity", "registration", "security_profile", "password_hash", "certificate_cn", "site_id", "node_id",
    "evse_max_current_a", "evse_min_current_a", "evse_current_step_a", "goal", "external_limits",
)  # fmt: skip
_SHOWN_AS = {"password_hash": "password"}


def of_station(change: Change) -> Iterator[Happening]:
    old, new, at = change.old, change.new, clock.to_text(change.at)
    if new is None:
        yield _about(old, "station.removed", at, _registration(old))
        return
    if old is None:
        yield _about(new, "station.registered", new.created_at, _registration(new))
    if (online := _online(old, new)) is not None:
        yield online
    if new.silent_since and not (old and old.silent_since):
        yield offline(new, new.silent_since)
    if old and (changed := _changed(old, new)):
        yield _about(new, "station.changed", at, data.StationChange(new.registration, new.security_profile, changed))
    if old and _calmed(old, new):
        yield _about(new, "alarm.cleared", at, data.AlarmCleared(Alarm.TAKEOVER_FLAPPING))
    if new.booted_at and (old is None or new.booted_at != old.booted_at):
        yield _about(new, "station.booted", new.booted_at, _boot(new))
    known = {(c.evse, c.connector): c for c in old.connectors} if old else {}
    for connector in new.connectors:
        yield from _status(new, known.get((connector.evse, connector.connector)), connector)


def offline(station: Station, at: str) -> Happening:
    return _about(station, "station.offline", at, data.Disconnected(station.ocpp_version))


def lost_its_connection(change: Change) -> bool:
    """And nobody was told that it is offline."""
    old, new = change.old, change.new
    return bool(new and old and old.connection_id and not new.connection_id and not new.silent_since)


def _online(old: Station | None, new: Station) -> Happening | None:
    """A connection after none, or the first word of a station that was out of sight."""
    at = new.last_seen or new.created_at
    if old and old.silent_since and not new.silent_since:
        return _about(new, "station.online", at, data.Connected(new.ocpp_version, old.silent_since))
    if not new.connection_id or (old and old.connection_id):
        return None
    since = old.last_seen if old else None
    if since and clock.parse_stored(at) - clock.parse_stored(since) < ABSENCE:
        return None
    return _about(new, "station.online", at, data.Connected(new.ocpp_version, since))


def _calmed(old: Station, new: Station) -> bool:
    """It was thrown out again and again, and at its newest login no more."""
    if not old.recent_logins or not new.recent_logins or old.recent_logins == new.recent_logins:
        return False
    before, now = (clock.parse_stored(station.recent_logins[-1].at) for station in (old, new))
    return flapping(old.recent_logins, before) and not flapping(new.recent_logins, now)


def _status(station: Station, old: Connector | None, new: Connector) -> Iterator[Happening]:
    if old and (old.status, old.error_code) == (new.status, new.error_code):
        return
    said = data.ConnectorStatus(new.status, old.status if old else None, new.error_code, new.info)
    yield Happening(
        "connector.status_changed",
        new.reported_at,
        said,
        station.key,
        station.identity,
        station.site_id,
        new.evse,
        new.connector,
    )


def _changed(old: Station, new: Station) -> tuple[str, ...]:
    return tuple(_SHOWN_AS.get(name, name) for name in _SETTINGS if getattr(old, name) != getattr(new, name))


def _about(station: Station, type_: str, at: str, said: object) -> Happening:
    return Happening(type_, at, said, station.key, station.identity, station.site_id)


def _registration(station: Station) -> data.Registration:
    return data.Registration(station.registration, station.security_profile)


def _boot(station: Station) -> data.Boot:
    told = station.boot
    names = ("vendor_name", "model", "serial_number", "firmware_version")
    vendor, model, serial_number, firmware_version = (told.get(name) for name in names)
    return data.Boot(station.ocpp_version, vendor, model, serial_number, firmware_version)
