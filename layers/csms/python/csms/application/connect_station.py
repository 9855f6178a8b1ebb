"""A charger knocks: who is it, may it come in, which version does it speak, and is it the newest?"""

import base64
import binascii
from dataclasses import dataclass
from enum import Enum

from csms.application.ports import Ports
from csms.application.transmit import drain_task
from csms.domain import clock, passwords
from csms.domain.errors import ConcurrentChangeError
from csms.domain.ids import key_of
from csms.domain.stations import Connection, OcppVersion, Registration, Station, negotiate

ATTEMPTS = 5
DRAIN_DELAY_S = 2
BOOT_PATIENCE_S = 60


class Refusal(Enum):
    UNKNOWN_IDENTITY = 404
    BAD_CREDENTIALS = 401
    NO_COMMON_SUBPROTOCOL = 400


@dataclass(frozen=True)
class Handshake:
    """`authorization` is the header as it came; `subprotocols` in the charger's order of preference."""

    connection_id: str
    identity: str
    authorization: str | None
    subprotocols: list[str]


def connect_station(ports: Ports, handshake: Handshake) -> OcppVersion | Refusal:
    """The version agreed on, the station taken over; or why not (OCPP-J 1.6 §3-6, 2.0.1 part 4 §3, A00)."""
    station = ports.stations.get(key_of(handshake.identity))
    if station is None:
        return Refusal.UNKNOWN_IDENTITY
    if not authenticated(station, handshake.authorization):
        return Refusal.BAD_CREDENTIALS
    version = negotiate(handshake.subprotocols)
    if version is None:
        return Refusal.NO_COMMON_SUBPROTOCOL
    previous = _take_over(ports, station, handshake.connection_id, version)
    if previous.connection_id:
        ports.link.close(previous.connection_id)
    _after_connecting(ports, previous)
    return version


def authenticated(station: Station, authorization: str | None) -> bool:
    """HTTP Basic with the identity as user name. The password is bytes: 1.6 keys need not be text."""
    scheme, _, encoded = (authorization or "").strip().partition(" ")
    if scheme.lower() != "basic" or station.password_hash is None:
        return False
    try:
        user, colon, password = base64.b64decode(encoded.strip(), validate=True).partition(b":")
        name = user.decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(colon) and key_of(name) == station.key and passwords.verify(password, station.password_hash)


def _take_over(ports: Ports, station: Station, connection_id: str, version: OcppVersion) -> Station:
    """The newest authenticated connection wins; two at once are put in an order by the epoch."""
    for _ in range(ATTEMPTS):
        try:
            ports.stations.take_over(station, _connection(ports, station, connection_id, version))
            return station
        except ConcurrentChangeError:
            station = ports.stations.get(station.key) or station
    raise ConcurrentChangeError(f"station {station.identity} is being taken over again and again")


def _connection(ports: Ports, station: Station, connection_id: str, version: OcppVersion) -> Connection:
    now = clock.to_text(ports.now())
    return Connection(
        connection_id=connection_id,
        station_key=station.key,
        identity=station.identity,
        version=version,
        registration=station.registration,
        booted=station.booted_at is not None,
        epoch=station.epoch + 1,
        connected_at=now,
        last_seen=now,
        site_id=station.site_id,
    )


def _after_connecting(ports: Ports, station: Station) -> None:
    """What waited for the station is sent once the handshake is over."""
    if station.queued_commands:
        ports.queues.after(DRAIN_DELAY_S, drain_task(station.key))
    if station.booted_at is None and station.registration is Registration.ACCEPTED:
        ports.queues.after(BOOT_PATIENCE_S, {"task": "trigger_boot", "station_key": station.key})
    if station.site_id:
        ports.queues.request_plan(station.site_id)
